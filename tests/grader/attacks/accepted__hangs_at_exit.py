# R32: nothing of the student's runs after the last answer
import atexit
import time

import numpy as np


class Clinger:
    def __del__(self):
        time.sleep(1e9)


KEPT = Clinger()
atexit.register(time.sleep, 1e9)


def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
