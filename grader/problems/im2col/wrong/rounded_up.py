# A last window that hangs over the end is kept.
# verdict: wrong_shape
# diagnosis: im2col-rounded-up
import numpy as np


def im2col(image, kernel_size, stride=1, padding=0):
    F = kernel_size
    x = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    C, H, W = x.shape
    oh = -((F - H) // stride) + 1
    ow = -((F - W) // stride) + 1
    out = np.zeros((C * F * F, oh * ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            window = x[:, r : r + F, c : c + F]
            whole = np.zeros((C, F, F))
            whole[:, : window.shape[1], : window.shape[2]] = window
            out[:, i * ow + j] = whole.ravel()
    return out
