# All jumps at once, as a cumulative product.
import numpy as np


def receptive_field(kernels, strides, dilations=None):
    steps = np.ones_like(kernels) if dilations is None else dilations
    jumps = np.cumprod(np.concatenate(([1], strides)))
    size = 1 + np.sum((kernels - 1) * steps * jumps[:-1])
    return int(size), int(jumps[-1])
