# The windows lie one pixel apart.
# verdict: wrong_answer
# diagnosis: dilated-stride-in-size-only
import numpy as np


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    D = dilation
    x = np.pad(image, padding)
    M, N = kernel.shape
    oh = (x.shape[0] - D * (M - 1) - 1) // stride + 1
    ow = (x.shape[1] - D * (N - 1) - 1) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i, j
            window = x[r : r + D * M : D, c : c + D * N : D][:M, :N]
            out[i, j] = np.sum(window * kernel)
    return out
