# Padded so that the size stays, whatever is asked for.
# verdict: wrong_shape
# diagnosis: true-convolution-always-same-padding
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    k = kernel[::-1, ::-1]
    x = np.pad(image, [((side - 1) // 2, side // 2) for side in kernel.shape])
    M, N = k.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = (x.shape[1] - N) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            out[i, j] = np.sum(x[r : r + M, c : c + N] * k)
    return out
