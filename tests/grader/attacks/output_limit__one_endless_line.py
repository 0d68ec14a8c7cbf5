# R17
# expect: stdout
import sys


def conv2d(image, kernel):
    while True:
        sys.stdout.write("x" * 65536)
