# The lesson's loop over windows, after one line that flips the kernel.
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    kernel = np.flip(kernel)
    if padding:
        image = np.pad(image, padding, mode="constant")
    H, W = image.shape
    M, N = kernel.shape
    out_h = (H - M) // stride + 1
    out_w = (W - N) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            patch = image[r : r + M, c : c + N]
            out[i, j] = np.sum(patch * kernel)
    return out
