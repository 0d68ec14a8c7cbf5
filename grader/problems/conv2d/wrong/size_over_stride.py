# The output size is the padded size over the stride.
# verdict: wrong_shape
# diagnosis: output-is-padded-size-over-stride
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = H // S
    ow = W // S
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel[: H - r, : W - c])
    return out
