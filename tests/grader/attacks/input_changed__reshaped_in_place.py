# G18: same bytes, other shape
import numpy as np


def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    out = (view * kernel).sum(axis=(2, 3))
    image.shape = (image.size,)
    return out
