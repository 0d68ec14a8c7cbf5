# R35
# expect: PermissionError
import os


def conv2d(image, kernel):
    os.sched_setaffinity(0, {0})
    return image
