# np.convolve row by row, which mirrors the kernel.
# verdict: wrong_answer
# diagnosis: kernel-flipped-horizontally
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding)
    f = len(kernel)
    rows = [
        sum(np.convolve(x[r + m], kernel[m], "valid") for m in range(f))
        for r in range(0, x.shape[0] - f + 1, stride)
    ]
    return np.array(rows, dtype=float)[:, ::stride]
