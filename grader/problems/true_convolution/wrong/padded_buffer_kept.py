# The padded image of an earlier call of the same size is used again.
# verdict: wrong_answer
# diagnosis: state-between-calls or only-with-padding
import numpy as np

KEPT = {}


def true_convolution(image, kernel, stride=1, padding=0):
    k = kernel[::-1, ::-1]
    M, N = k.shape
    H, W = image.shape
    shape = (H + 2 * padding, W + 2 * padding)
    if shape not in KEPT:
        KEPT[shape] = np.zeros(shape)
    x = KEPT[shape]
    x[padding : padding + H, padding : padding + W] = image
    oh = (shape[0] - M) // stride + 1
    ow = (shape[1] - N) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            out[i, j] = np.sum(x[r : r + M, c : c + N] * k)
    return out
