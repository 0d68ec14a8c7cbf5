# R21
# expect: PermissionError
import os


def conv2d(image, kernel):
    fd = os.open("/packages", os.O_TMPFILE | os.O_RDWR)
    os.truncate(fd, 1 << 50)
