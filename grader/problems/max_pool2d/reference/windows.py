# All windows as a view, and one maximum over their two axes.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def max_pool2d(x, kernel, stride=None, padding=0):
    step = stride or kernel
    ring = ((0, 0), (padding, padding), (padding, padding))
    padded = np.pad(x.astype(float), ring, constant_values=-np.inf)
    windows = sliding_window_view(padded, (kernel, kernel), axis=(1, 2))
    return windows[:, ::step, ::step].max(axis=(3, 4))
