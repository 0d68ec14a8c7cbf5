# R13
# expect: PermissionError
import ctypes
import os


def conv2d(image, kernel):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(0, 1 << 20, 0o1666) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return image
