# The return stands inside the outer loop.
# verdict: wrong_answer
# diagnosis: first-row-only
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding)
    f = kernel.shape[0]
    oh, ow = (x.shape[0] - f) // stride + 1, (x.shape[1] - f) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (x[i * stride : i * stride + f, j * stride : j * stride + f] * kernel).sum()
        return out
