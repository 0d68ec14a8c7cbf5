# The number of steps is rounded to the nearest whole number.
# verdict: wrong_shape
# diagnosis: output-rounded-up
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = int((H - F) / S + 0.5) + 1
    ow = int((W - F) / S + 0.5) + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel[: H - r, : W - c])
    return out
