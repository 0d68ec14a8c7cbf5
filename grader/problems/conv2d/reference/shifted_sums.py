# One pass over the kernel's taps: each adds a shifted, strided copy of the image.
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(np.float64), padding)
    f = kernel.shape[0]
    oh, ow = [(n - f) // stride + 1 for n in x.shape]
    out = np.zeros((oh, ow))
    for m in range(f):
        for n in range(f):
            out += kernel[m, n] * x[m : m + (oh - 1) * stride + 1 : stride, n : n + (ow - 1) * stride + 1 : stride]
    return out
