# One recursive call for each output cell: Python's stack ends first.
# verdict: runtime_error
# diagnosis: only-with-many-outputs
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding)
    f = kernel.shape[0]
    oh, ow = (x.shape[0] - f) // stride + 1, (x.shape[1] - f) // stride + 1
    out = np.zeros((oh, ow))

    def fill(cell):
        if cell < oh * ow:
            i, j = divmod(cell, ow)
            window = x[i * stride : i * stride + f, j * stride : j * stride + f]
            out[i, j] = (window * kernel).sum()
            fill(cell + 1)

    fill(0)
    return out
