# Pads so that the output is as large as the image, whatever the padding says.
# verdict: wrong_shape
# diagnosis: always-same-padding
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    f = kernel.shape[0]
    before = (f - 1) // 2
    x = np.pad(image, (before, f - 1 - before))
    oh, ow = (x.shape[0] - f) // stride + 1, (x.shape[1] - f) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[i, j] = (x[i * stride : i * stride + f, j * stride : j * stride + f] * kernel).sum()
    return out
