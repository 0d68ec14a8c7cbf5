# The running sum is never set back to zero.
# verdict: wrong_answer
# diagnosis: true-convolution-sum-not-reset
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    k = kernel[::-1, ::-1]
    x = np.pad(image, padding)
    M, N = k.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = (x.shape[1] - N) // stride + 1
    out = np.zeros((oh, ow))
    total = 0.0
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            total += np.sum(x[r : r + M, c : c + N] * k)
            out[i, j] = total
    return out
