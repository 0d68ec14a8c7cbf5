# E19
# expect: PermissionError
import os


def conv2d(image, kernel):
    os.symlink("/etc/passwd", "/harness/result")
