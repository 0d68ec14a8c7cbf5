# np.convolve of the flattened arrays.
# verdict: wrong_answer
# diagnosis: 
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding)
    M, N = kernel.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = (x.shape[1] - N) // stride + 1
    flat = np.convolve(x.ravel(), kernel.ravel())
    return np.resize(flat[:: stride], (oh, ow)).astype(float)
