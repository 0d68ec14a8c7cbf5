# One row of the matrix after the other: a channel and a place in the window, for all windows.
import numpy as np


def im2col(image, kernel_size, stride=1, padding=0):
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    oh, ow = [(n - kernel_size) // stride + 1 for n in padded.shape[1:]]
    rows = []
    for channel in padded:
        for m in range(kernel_size):
            for n in range(kernel_size):
                rows.append(channel[m::stride, n::stride][:oh, :ow].ravel())
    return np.array(rows)
