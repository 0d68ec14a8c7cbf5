# The running sum is set back at the start of each row only.
# verdict: wrong_answer
# diagnosis: sum-not-reset-in-a-row
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        total = 0.0
        for j in range(ow):
            r, c = i * S, j * S
            total += np.sum(x[r : r + F, c : c + F] * kernel)
            out[i, j] = total
    return out
