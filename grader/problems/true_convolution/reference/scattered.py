# Every tap sends the whole image to where it lands in the full convolution; then the part is cut.
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    H, W = x.shape
    M, N = kernel.shape
    full = np.zeros((H + M - 1, W + N - 1))
    for m in range(M):
        for n in range(N):
            full[m : m + H, n : n + W] += kernel[m, n] * x
    return full[M - 1 : H : stride, N - 1 : W : stride].copy()
