# as_strided on a padded copy: four strides, two of them for the taps.
import numpy as np
from numpy.lib.stride_tricks import as_strided


def conv2d_dilated(image, kernel, stride=1, padding=0, dilation=1):
    height, width = image.shape
    x = np.zeros((height + 2 * padding, width + 2 * padding))
    x[padding : padding + height, padding : padding + width] = image
    rows, columns = kernel.shape
    oh = (x.shape[0] - dilation * (rows - 1) - 1) // stride + 1
    ow = (x.shape[1] - dilation * (columns - 1) - 1) // stride + 1
    s0, s1 = x.strides
    steps = (s0 * stride, s1 * stride, s0 * dilation, s1 * dilation)
    view = as_strided(x, (oh, ow, rows, columns), steps, writeable=False)
    return np.tensordot(view, kernel, axes=((2, 3), (0, 1)))
