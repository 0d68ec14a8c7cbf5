# Reads the image with row and column exchanged.
# verdict: wrong_answer
# diagnosis: output-transposed
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
            out[i, j] = np.sum(x[c : c + F, r : r + F] * kernel) if c + F <= H and r + F <= W else 0
    return out
