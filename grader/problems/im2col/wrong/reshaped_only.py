# The windows are reshaped without being transposed.
# verdict: wrong_answer
# diagnosis: im2col-reshaped-without-transposing
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def im2col(image, kernel_size, stride=1, padding=0):
    x = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    view = sliding_window_view(x, (kernel_size, kernel_size), axis=(1, 2))[:, ::stride, ::stride]
    return view.reshape(len(image) * kernel_size**2, -1)
