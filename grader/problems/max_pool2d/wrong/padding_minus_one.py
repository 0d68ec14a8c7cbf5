# The padding is -1.
# verdict: wrong_answer
# diagnosis: only-with-padding or only-with-negative-pixels
import numpy as np


def max_pool2d(x, kernel, stride=None, padding=0):
    S = kernel if stride is None else stride
    C, H, W = x.shape
    padded = np.full((C, H + 2 * padding, W + 2 * padding), -1.0)
    padded[:, padding : padding + H, padding : padding + W] = x
    oh = (H + 2 * padding - kernel) // S + 1
    ow = (W + 2 * padding - kernel) // S + 1
    out = np.zeros((C, oh, ow))
    for c in range(C):
        for i in range(oh):
            for j in range(ow):
                window = padded[c, i * S : i * S + kernel, j * S : j * S + kernel]
                out[c, i, j] = window.max()
    return out
