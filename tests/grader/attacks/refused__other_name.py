# G33
# expect: no_callable
def convolve(image, kernel):
    return image
