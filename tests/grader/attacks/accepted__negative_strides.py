# G10
import numpy as np


def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    out = (view * kernel).sum(axis=(2, 3))
    flipped = out[::-1, ::-1].copy()
    flipped.setflags(write=False)
    return flipped[::-1, ::-1]
