# The kernel is taken to be 3 by 3.
# verdict: wrong_shape
# diagnosis: only-when-not-3-by-3
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = 3
    oh = max(H - F, 0) // S + 1
    ow = max(W - F, 0) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            window = x[r : r + F, c : c + F]
            taps = kernel[:F, :F]
            out[i, j] = np.sum(window[: len(taps), : len(taps)] * taps[: len(window), : window.shape[1]])
    return out
