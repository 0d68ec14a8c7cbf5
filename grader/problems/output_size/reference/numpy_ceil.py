# Without the + 1: rounded up, the number of pixels that can be the first one.
import numpy as np


def output_size(size, kernel, stride=1, padding=0, dilation=1):
    firsts = size + 2 * padding - dilation * (kernel - 1)
    return -np.floor_divide(-firsts, stride)
