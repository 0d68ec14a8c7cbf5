# np.flipud flips the rows only.
# verdict: wrong_answer
# diagnosis: flipped-on-rows-only
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    k = np.flipud(kernel)
    x = np.pad(image, padding)
    M, N = k.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = (x.shape[1] - N) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            out[i, j] = np.sum(x[r : r + M, c : c + N] * k)
    return out
