# The stride is an argument that is never used.
# verdict: wrong_shape
# diagnosis: stride-not-applied
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = H - F + 1
    ow = W - F + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i, j
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel)
    return out
