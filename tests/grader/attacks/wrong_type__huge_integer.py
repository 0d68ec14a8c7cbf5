# G8: fits no array of numbers
def conv2d(image, kernel):
    return 10**100
