# Windows as a view, and one contraction with the kernel turned by half a turn.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def true_convolution(image, kernel, stride=1, padding=0):
    padded = np.pad(image, padding)
    windows = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", windows, np.rot90(kernel, 2))
