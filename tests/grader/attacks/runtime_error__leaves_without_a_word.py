# G16
# expect: exited
import os


def conv2d(image, kernel):
    os._exit(0)
