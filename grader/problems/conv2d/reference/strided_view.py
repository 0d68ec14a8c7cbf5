# as_strided on a padded copy, then tensordot.
import numpy as np
from numpy.lib.stride_tricks import as_strided


def conv2d(image, kernel, stride=1, padding=0):
    height, width = image.shape
    x = np.zeros((height + 2 * padding, width + 2 * padding))
    x[padding : padding + height, padding : padding + width] = image
    f = kernel.shape[0]
    shape = ((x.shape[0] - f) // stride + 1, (x.shape[1] - f) // stride + 1, f, f)
    s0, s1 = x.strides
    view = as_strided(x, shape, (s0 * stride, s1 * stride, s0, s1), writeable=False)
    return np.tensordot(view, kernel, axes=((2, 3), (0, 1)))
