# The channels lie beside each other.
# verdict: wrong_shape
# diagnosis: im2col-channels-beside
import numpy as np


def im2col(image, kernel_size, stride=1, padding=0):
    F = kernel_size
    x = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    C, H, W = x.shape
    oh = (H - F) // stride + 1
    ow = (W - F) // stride + 1
    out = np.zeros((F * F, C * oh * ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            window = x[:, r : r + F, c : c + F]
            for k in range(C):
                out[:, k * oh * ow + i * ow + j] = window[k].ravel()
    return out
