# Pure Python arithmetic: no slices, no NumPy sum.
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    height, width = image.shape
    rows, columns = kernel.shape
    out = np.zeros(
        (
            (height + 2 * padding - rows) // stride + 1,
            (width + 2 * padding - columns) // stride + 1,
        )
    )
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            total = 0.0
            for m in range(rows):
                for n in range(columns):
                    r = i * stride + m - padding
                    c = j * stride + n - padding
                    if 0 <= r < height and 0 <= c < width:
                        total += float(image[r, c]) * float(kernel[m, n])
            out[i, j] = total
    return out
