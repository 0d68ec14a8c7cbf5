# R22
# expect: PermissionError
import os


def conv2d(image, kernel):
    while True:
        os.mkdir("a")
        os.chdir("a")
