# Always the full convolution, as scipy.signal.convolve2d gives it by default.
# verdict: wrong_shape
# diagnosis: 
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    k = kernel[::-1, ::-1]
    x = np.pad(image, padding)
    x = np.pad(x, [(side - 1, side - 1) for side in kernel.shape])
    M, N = k.shape
    oh = (x.shape[0] - M) // stride + 1
    ow = (x.shape[1] - N) // stride + 1
    out = np.zeros((oh, ow))
    for i in range(oh):
        for j in range(ow):
            r, c = i * stride, j * stride
            out[i, j] = np.sum(x[r : r + M, c : c + N] * k)
    return out
