# The window starts one column too far to the right and is cut off at the edge.
# verdict: wrong_answer
# diagnosis: window-shifted
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    x = np.pad(image, P)
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            window = x[r : r + F, c + 1 : c + F + 1]
            out[i, j] = np.sum(window * kernel[:, : window.shape[1]])
    return out
