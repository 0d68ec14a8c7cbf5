# E18
# expect: PermissionError
import os


def conv2d(image, kernel):
    os.execv("/python/bin/python3", ["python3", "-c", "print('out')"])
