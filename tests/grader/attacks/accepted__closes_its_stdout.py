# G41: its own loss
import sys

import numpy as np


def conv2d(image, kernel):
    sys.stdout.close()
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
