# The kernel is taken to be square.
# verdict: runtime_error
# diagnosis: only-when-window-not-square
import numpy as np


def conv2d_nchw(x, weight, bias=None, stride=1, padding=0, groups=1):
    N, C, H, W = x.shape
    F, D, KH, KW = weight.shape
    KW = KH
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    oh = (H + 2 * padding - KH) // stride + 1
    ow = (W + 2 * padding - KW) // stride + 1
    out = np.zeros((N, F, oh, ow))
    for n in range(N):
        for f in range(F):
            c = f // (F // groups) * D
            for i in range(oh):
                for j in range(ow):
                    r, q = i * stride, j * stride
                    window = padded[n, c : c + D, r : r + KH, q : q + KW]
                    out[n, f, i, j] = np.sum(window * weight[f])
            if bias is not None:
                out[n, f] += bias[f]
    return out
