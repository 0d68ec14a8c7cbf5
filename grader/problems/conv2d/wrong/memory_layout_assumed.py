# Takes the image to lie in memory row after row, without gaps.
# verdict: wrong_answer
# diagnosis: only-with-gaps-in-memory
import numpy as np
from numpy.lib.stride_tricks import as_strided


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding) if padding else image
    h, w = x.shape
    f, s = kernel.shape[0], x.itemsize
    shape = ((h - f) // stride + 1, (w - f) // stride + 1, f, f)
    steps = (w * s * stride, s * stride, w * s, s)
    return np.einsum("ijkl,kl->ij", as_strided(x, shape, steps), kernel.astype(float))
