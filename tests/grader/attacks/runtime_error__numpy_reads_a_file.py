# E5: through NumPy's own reader
# expect: FileNotFoundError
import numpy as np


def conv2d(image, kernel):
    return np.genfromtxt("/etc/passwd", dtype=str)
