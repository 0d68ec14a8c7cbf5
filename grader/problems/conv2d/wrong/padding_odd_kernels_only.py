# Pads only around odd kernels.
# verdict: wrong_shape
# diagnosis: padding-not-applied
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P if len(kernel) % 2 else 0) if len(image) + 2 * P > len(kernel) else np.pad(image, P)
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
