# One pass over the taps: each adds a copy of the image that is shifted by its distance.
import numpy as np


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    x = np.pad(image.astype(np.float64), padding)
    M, N = kernel.shape
    oh = (x.shape[0] - dilation * (M - 1) - 1) // stride + 1
    ow = (x.shape[1] - dilation * (N - 1) - 1) // stride + 1
    out = np.zeros((oh, ow))
    for m in range(M):
        for n in range(N):
            out += kernel[m, n] * x[m * dilation :: stride, n * dilation :: stride][:oh, :ow]
    return out
