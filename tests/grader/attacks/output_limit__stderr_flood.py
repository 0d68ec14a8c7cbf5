# R18
# expect: stdout
import os


def conv2d(image, kernel):
    while True:
        os.write(2, b"x" * 65536)
