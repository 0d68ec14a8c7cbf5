# R14: what is given back does not add up
import numpy as np


def conv2d(image, kernel):
    for _ in range(10):
        np.ones(2 << 20).sum()
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijkl,kl->ij", view, kernel)
