# R25
# expect: signal_SIGABRT
import os


def conv2d(image, kernel):
    os.abort()
