# G32
# expect: TypeError
def conv2d(image):
    return image
