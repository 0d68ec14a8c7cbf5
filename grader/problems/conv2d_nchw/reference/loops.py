# Loops over the outputs; a window is cut out over all channels that the filter sees.
import numpy as np


def conv2d_nchw(x, weight, bias=None, stride=1, padding=0, groups=1):
    N, C, H, W = x.shape
    F, D, KH, KW = weight.shape
    padded = np.zeros((N, C, H + 2 * padding, W + 2 * padding))
    padded[:, :, padding : padding + H, padding : padding + W] = x
    out_h = (H + 2 * padding - KH) // stride + 1
    out_w = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, out_h, out_w))
    for f in range(F):
        first = f // (F // groups) * D
        for i in range(out_h):
            for j in range(out_w):
                r, q = i * stride, j * stride
                window = padded[:, first : first + D, r : r + KH, q : q + KW]
                out[:, f, i, j] = np.sum(window * weight[f], axis=(1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f]
    return out
