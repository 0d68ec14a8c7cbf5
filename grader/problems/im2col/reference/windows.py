# All windows as a view, its axes brought into order.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def im2col(image, kernel_size, stride=1, padding=0):
    padded = np.pad(image.astype(float), [(0, 0), (padding, padding), (padding, padding)])
    view = sliding_window_view(padded, (kernel_size, kernel_size), axis=(1, 2))
    view = view[:, ::stride, ::stride]
    return view.transpose(0, 3, 4, 1, 2).reshape(len(image) * kernel_size**2, -1)
