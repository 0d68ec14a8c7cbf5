# The width of the output is taken from its height.
# verdict: runtime_error
# diagnosis: 
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    k = kernel[::-1, ::-1]
    x = np.pad(image, padding)
    M, N = k.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = oh
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            out[i, j] = np.sum(x[r : r + M, c : c + N] * k)
    return out
