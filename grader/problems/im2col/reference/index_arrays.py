# Index arrays: channel, row and column of every number of the matrix.
import numpy as np


def im2col(image, kernel_size, stride=1, padding=0):
    C, H, W = image.shape
    F = kernel_size
    padded = np.pad(np.asarray(image, dtype=float), ((0, 0), (padding,) * 2, (padding,) * 2))
    channel = np.repeat(np.arange(C), F * F)[:, None]
    row_in, column_in = np.divmod(np.tile(np.arange(F * F), C), F)
    tops = np.arange(0, H + 2 * padding - F + 1, stride)
    lefts = np.arange(0, W + 2 * padding - F + 1, stride)
    rows = row_in[:, None] + np.repeat(tops, len(lefts))
    columns = column_in[:, None] + np.tile(lefts, len(tops))
    return padded[channel, rows, columns]
