# R8: before any call
# expect: memory_error
HOARD = [0] * 10**10


def conv2d(image, kernel):
    return image
