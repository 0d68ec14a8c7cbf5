# The image is thinned out by the stride first.
# verdict: wrong_shape
# diagnosis: 
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)[::S, ::S]
    x = np.pad(x, ((0, max(0, len(kernel) - x.shape[0])), (0, max(0, len(kernel) - x.shape[1]))))
    H, W = x.shape
    S = 1
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel)
    return out
