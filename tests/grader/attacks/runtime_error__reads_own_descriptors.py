# E7
# expect: FileNotFoundError
import os


def conv2d(image, kernel):
    return os.listdir("/proc/self/fd")
