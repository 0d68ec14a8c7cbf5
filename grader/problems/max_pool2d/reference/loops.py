# Three loops over the output, on a copy ringed with minus infinity.
import numpy as np


def max_pool2d(x, kernel, stride=None, padding=0):
    if stride is None:
        stride = kernel
    C, H, W = x.shape
    padded = np.full((C, H + 2 * padding, W + 2 * padding), -np.inf)
    padded[:, padding : padding + H, padding : padding + W] = x
    out_h = (H + 2 * padding - kernel) // stride + 1
    out_w = (W + 2 * padding - kernel) // stride + 1
    out = np.zeros((C, out_h, out_w))
    for c in range(C):
        for i in range(out_h):
            for j in range(out_w):
                r, q = i * stride, j * stride
                out[c, i, j] = np.max(padded[c, r : r + kernel, q : q + kernel])
    return out
