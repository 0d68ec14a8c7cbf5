# R9
# expect: memory_error
import numpy as np


def conv2d(image, kernel):
    line = np.ones(10**5)
    return line[:, None] * line[None, :]
