# The running sum is never set back to zero.
# verdict: wrong_answer
# diagnosis: sum-not-reset
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    total = 0.0
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            total = total + np.sum(x[r : r + F, c : c + F] * kernel)
            out[i, j] = total
    return out
