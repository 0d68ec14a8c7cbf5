# Adds up the pixels of each window; the kernel only gives the size.
# verdict: wrong_answer
# diagnosis: kernel-not-used
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    return sliding_window_view(x, kernel.shape)[::stride, ::stride].sum(axis=(2, 3))
