# The holes of the kernel are filled with zeros; what is left is an ordinary convolution.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    M, N = kernel.shape
    holes = np.zeros((dilation * (M - 1) + 1, dilation * (N - 1) + 1))
    holes[::dilation, ::dilation] = kernel
    windows = sliding_window_view(np.pad(image, padding), holes.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", windows, holes)
