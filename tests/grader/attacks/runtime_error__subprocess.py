# E18
# expect: PermissionError
import subprocess


def conv2d(image, kernel):
    return subprocess.check_output(["/python/bin/python3", "-c", "print('out')"])
