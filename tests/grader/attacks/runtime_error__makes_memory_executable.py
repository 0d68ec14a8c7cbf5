# E17
# expect: PermissionError
import ctypes
import mmap
import os


def conv2d(image, kernel):
    page = mmap.mmap(-1, 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mprotect(ctypes.c_void_p(address), 4096, 7) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return image
