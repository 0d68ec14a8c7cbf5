# R25
# expect: signal_SIGSEGV
import ctypes


def conv2d(image, kernel):
    ctypes.string_at(0)
