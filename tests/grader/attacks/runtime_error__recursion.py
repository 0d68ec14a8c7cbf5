# R24
# expect: RecursionError
def conv2d(image, kernel):
    return conv2d(image, kernel)
