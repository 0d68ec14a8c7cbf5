# The window ends one row and one column early.
# verdict: wrong_answer
# diagnosis: taps-unused
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
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F - 1, c : c + F - 1] * kernel[: F - 1, : F - 1])
    return out
