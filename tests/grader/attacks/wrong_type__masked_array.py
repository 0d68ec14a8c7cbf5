# G6
import numpy as np


def conv2d(image, kernel):
    return np.ma.masked_all((3, 3))
