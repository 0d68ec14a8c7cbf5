# R10: only address space, never touched
# expect: memory_error
import numpy as np


def conv2d(image, kernel):
    return np.empty((30_000, 30_000))
