# Each number of the kernel is repeated instead of spread.
# verdict: wrong_shape
# diagnosis: only-with-dilation
import numpy as np


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    D = dilation
    x = np.pad(image, padding)
    kernel = np.repeat(np.repeat(kernel, D, 0), D, 1)[: D * (kernel.shape[0] - 1) + 1]
    D = 1
    M, N = kernel.shape
    oh = (x.shape[0] - D * (M - 1) - 1) // stride + 1
    ow = (x.shape[1] - D * (N - 1) - 1) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            window = x[r : r + D * M : D, c : c + D * N : D][:M, :N]
            if window.shape != kernel.shape:
                raise ValueError("no room")
            out[i, j] = np.sum(window * kernel)
    return out
