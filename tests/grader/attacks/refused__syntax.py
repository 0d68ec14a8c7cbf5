# G38
# expect: syntax_error
def conv2d(image, kernel)
    return image
