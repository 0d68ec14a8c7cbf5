# A window is cut out with a step, and the rest is the lesson's loop.
import numpy as np


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    padded = np.pad(image, padding)
    M, N = kernel.shape
    tall = dilation * (M - 1) + 1
    wide = dilation * (N - 1) + 1
    out_h = (padded.shape[0] - tall) // stride + 1
    out_w = (padded.shape[1] - wide) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            patch = padded[r : r + tall : dilation, c : c + wide : dilation]
            out[i, j] = np.sum(patch * kernel)
    return out
