# R19
# expect: result_size
import numpy as np


def conv2d(image, kernel):
    return np.zeros(5 << 20, dtype=np.uint8)
