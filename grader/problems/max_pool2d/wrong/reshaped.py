# Windows by reshape, which takes the stride to be the window.
# verdict: runtime_error
# diagnosis: 
import numpy as np


def max_pool2d(x, kernel, stride=None, padding=0):
    C, H, W = x.shape
    return x.reshape(C, H // kernel, kernel, W // kernel, kernel).max(axis=(2, 4)).astype(float)
