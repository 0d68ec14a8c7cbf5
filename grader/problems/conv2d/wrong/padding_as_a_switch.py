# Any padding at all is taken for same padding.
# verdict: wrong_shape
# diagnosis: always-same-padding
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    side = len(kernel) - 1
    x = np.pad(image, (side // 2, side - side // 2)) if P else image
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
