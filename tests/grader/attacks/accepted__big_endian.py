# G8
import numpy as np


def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3)).astype(">f8")
