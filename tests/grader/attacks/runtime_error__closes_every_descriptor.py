# E11
# expect: exited|closed_result
import os


def conv2d(image, kernel):
    os.closerange(0, 100)
    return image
