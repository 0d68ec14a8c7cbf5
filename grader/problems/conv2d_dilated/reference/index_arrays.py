# Index arrays: which rows and which columns of the padded image each window looks at.
import numpy as np


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    x = np.pad(np.asarray(image, dtype=float), padding)
    M, N = kernel.shape
    taps_m, taps_n = np.arange(M) * dilation, np.arange(N) * dilation
    rows = np.arange(0, x.shape[0] - taps_m[-1], stride)[:, None] + taps_m
    columns = np.arange(0, x.shape[1] - taps_n[-1], stride)[:, None] + taps_n
    windows = x[rows[:, None, :, None], columns[None, :, None, :]]
    return (windows * kernel).sum(axis=(2, 3))
