# Only the first thousand cells are computed.
# verdict: wrong_answer
# diagnosis: only-with-many-outputs
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
            if i * ow + j < 1000:
                out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel)
    return out
