# coding: rot13
# G36: the cookie means nothing, the source is UTF-8
import numpy as np


def conv2d(image, kernel):
    """Größe: 3×3."""
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
