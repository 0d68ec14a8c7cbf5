# Pure Python arithmetic, with the formula's indices.
import numpy as np


def true_convolution(image, kernel, stride=1, padding=0):
    height, width = image.shape
    rows, columns = kernel.shape
    out_h = (height + 2 * padding - rows) // stride + 1
    out_w = (width + 2 * padding - columns) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            total = 0.0
            for m in range(rows):
                for n in range(columns):
                    r = i * stride + rows - 1 - m - padding
                    c = j * stride + columns - 1 - n - padding
                    if 0 <= r < height and 0 <= c < width:
                        total += float(image[r, c]) * float(kernel[m, n])
            out[i, j] = total
    return out
