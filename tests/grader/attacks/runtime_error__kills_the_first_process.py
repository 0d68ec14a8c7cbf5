# E11
# expect: PermissionError
import os


def conv2d(image, kernel):
    os.kill(1, 9)
    return image
