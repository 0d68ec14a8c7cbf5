# G18
import numpy as np


def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    out = (view * kernel).sum(axis=(2, 3))
    image *= 0
    return out
