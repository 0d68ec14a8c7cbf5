# The result of an earlier call of the same sizes is returned again.
# verdict: wrong_answer
# diagnosis: state-between-calls
import numpy as np

KEPT = {}


def im2col(image, kernel_size, stride=1, padding=0):
    F = kernel_size
    x = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    C, H, W = x.shape
    oh = (H - F) // stride + 1
    ow = (W - F) // stride + 1
    key = (image.shape, kernel_size, stride, padding)
    if key in KEPT:
        return KEPT[key].copy()
    out = np.zeros((C * F * F, oh * ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            window = x[:, r : r + F, c : c + F]
            out[:, i * ow + j] = window.ravel()
    KEPT[key] = out.copy()
    return out
