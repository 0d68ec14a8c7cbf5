# The stride spreads the taps of the kernel.
# verdict: wrong_shape
# diagnosis: only-with-stride
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = max(H - (F - 1) * S, 1)
    ow = max(W - (F - 1) * S, 1)
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i, j
            window = x[r : r + F * S : S, c : c + F * S : S]
            out[i, j] = np.sum(window * kernel[: window.shape[0], : window.shape[1]])
    return out
