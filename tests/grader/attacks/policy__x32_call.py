# E16: getpid under the x32 numbering
import ctypes


def conv2d(image, kernel):
    ctypes.CDLL(None).syscall(0x40000000 + 39)
    return image
