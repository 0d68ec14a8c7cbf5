# G16
# expect: SystemExit
import sys


def conv2d(image, kernel):
    sys.exit(0)
