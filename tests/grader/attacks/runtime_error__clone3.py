# E13: flags behind a pointer cannot be judged, so the call does not exist
# expect: OSError
import ctypes
import os


def conv2d(image, kernel):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(435, ctypes.create_string_buffer(88), 88) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return image
