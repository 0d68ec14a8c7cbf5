# An array is returned.
# verdict: wrong_type
# diagnosis: array-returned
import numpy as np


def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    return np.array([(size - span + 2 * padding) // stride + 1])
