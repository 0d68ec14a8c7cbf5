# The third parameter has another name.
# verdict: runtime_error
# diagnosis: only-with-arguments-by-name
import numpy as np


def im2col(image, kernel_size, step=1, padding=0):
    stride = step
    F = kernel_size
    x = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    C, H, W = x.shape
    oh = (H - F) // stride + 1
    ow = (W - F) // stride + 1
    out = np.zeros((C * F * F, oh * ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            window = x[:, r : r + F, c : c + F]
            out[:, i * ow + j] = window.ravel()
    return out
