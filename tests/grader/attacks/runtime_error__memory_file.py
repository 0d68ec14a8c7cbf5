# R12
# expect: PermissionError
import os


def conv2d(image, kernel):
    return os.memfd_create("hidden")
