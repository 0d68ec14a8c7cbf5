# G12
import numpy as np


def conv2d(image, kernel):
    shape = tuple(a - b + 1 for a, b in zip(image.shape, kernel.shape))
    return np.full(shape, np.nan)
