# One window after the other is unrolled into its column.
import numpy as np


def im2col(image, kernel_size, stride=1, padding=0):
    C, H, W = image.shape
    F = kernel_size
    padded = np.zeros((C, H + 2 * padding, W + 2 * padding))
    padded[:, padding : padding + H, padding : padding + W] = image
    out_h = (H + 2 * padding - F) // stride + 1
    out_w = (W + 2 * padding - F) // stride + 1
    columns = np.zeros((C * F * F, out_h * out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            columns[:, i * out_w + j] = padded[:, r : r + F, c : c + F].ravel()
    return columns
