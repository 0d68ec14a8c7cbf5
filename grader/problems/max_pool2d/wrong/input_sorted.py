# The caller's image is sorted on the way.
# verdict: input_changed
# diagnosis: input-changed
import numpy as np


def max_pool2d(x, kernel, stride=None, padding=0):
    S = kernel if stride is None else stride
    C, H, W = x.shape
    padded = np.full((C, H + 2 * padding, W + 2 * padding), -np.inf)
    padded[:, padding : padding + H, padding : padding + W] = x
    x.sort(axis=2)
    oh = (H + 2 * padding - kernel) // S + 1
    ow = (W + 2 * padding - kernel) // S + 1
    out = np.zeros((C, oh, ow))
    for i in range(oh):
        for j in range(ow):
            out[:, i, j] = padded[:, i * S : i * S + kernel, j * S : j * S + kernel].max(axis=(1, 2))
    return out
