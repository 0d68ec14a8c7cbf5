# Built around the centre of the kernel, which an even kernel does not have.
# verdict: runtime_error
# diagnosis: only-with-even-kernels
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    h = kernel.shape[0] // 2
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S + h, j * S + h
            out[i, j] = np.sum(x[r - h : r + h + 1, c - h : c + h + 1] * kernel)
    return out
