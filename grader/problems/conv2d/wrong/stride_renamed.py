# The stride has another name than the task gives it.
# verdict: runtime_error
# diagnosis: only-with-stride-by-name
import numpy as np


def conv2d(image, kernel, s=1, p=0):
    S, P = s, p
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel)
    return out
