# The padded image is kept for each size; what an earlier call left in its ring stays.
# verdict: wrong_answer
# diagnosis: wrong-at-the-border
import numpy as np

KEPT = {}


def conv2d(image, kernel, stride=1, padding=0):
    S, P = stride, padding
    h, w = image.shape
    x = KEPT.setdefault((h + 2 * P, w + 2 * P), np.zeros((h + 2 * P, w + 2 * P)))
    x[P : P + h, P : P + w] = image
    H, W = x.shape
    F = kernel.shape[0]
    oh = (H - F) // S + 1
    ow = (W - F) // S + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * S, j * S
            out[i, j] = np.sum(x[r : r + F, c : c + F] * kernel)
    return out
