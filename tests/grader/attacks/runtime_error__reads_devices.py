# E9
# expect: FileNotFoundError
import os


def conv2d(image, kernel):
    return os.listdir("/dev")
