# The stride is cut down to the size of the kernel.
# verdict: wrong_shape
# diagnosis: stride-is-kernel-size
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = min(stride, len(kernel)), padding
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
