# One pass for each tap: every filter adds its share of a shifted, strided batch.
import numpy as np


def conv2d_nchw(x, weight, bias=None, stride=1, padding=0, groups=1):
    N, C, H, W = x.shape
    F, D, KH, KW = weight.shape
    padded = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    oh = (H + 2 * padding - KH) // stride + 1
    ow = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, oh, ow))
    for g in range(groups):
        channels, filters = slice(g * D, (g + 1) * D), slice(g * F // groups, (g + 1) * F // groups)
        for u in range(KH):
            for v in range(KW):
                part = padded[:, channels, u::stride, v::stride][:, :, :oh, :ow]
                out[:, filters] += np.einsum("ncij,fc->nfij", part, weight[filters, :, u, v])
    return out if bias is None else out + np.reshape(bias, (F, 1, 1))
