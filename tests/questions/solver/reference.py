"""Slow and obvious versions of the solver: they count, step and look, and know no formula."""

import itertools
import math

import numpy as np


def starts_that_fit(size, kernel, stride, padding, dilation):
    """Return the first tap of each position, counted from the first pixel."""
    starts = []
    start = -padding
    while start + dilation * (kernel - 1) < size + padding:
        starts.append(start)
        start += stride
    return starts


def pool_starts(size, kernel, stride, padding, dilation, ceil_mode):
    """Return the window positions; in ceil mode with the one that hangs over, if it may stay."""
    starts = starts_that_fit(size, kernel, stride, padding, dilation)
    following = starts[-1] + stride if starts else -padding
    overhang = following + dilation * (kernel - 1) + 1 - (size + padding)
    is_uncovered = overhang < stride
    if ceil_mode and is_uncovered and following < size:
        starts.append(following)
    return starts


def conv_nchw(x, weight, bias, stride, padding, dilation, groups):
    """Convolve with seven loops."""
    n_images, _, height, width = x.shape
    n_filters, n_seen, kernel_height, kernel_width = weight.shape
    rows = starts_that_fit(height, kernel_height, stride[0], padding[0], dilation[0])
    columns = starts_that_fit(width, kernel_width, stride[1], padding[1], dilation[1])
    out = np.zeros((n_images, n_filters, len(rows), len(columns)))
    for n in range(n_images):
        for f in range(n_filters):
            first_channel = f // (n_filters // groups) * n_seen
            for i, row in enumerate(rows):
                for j, column in enumerate(columns):
                    total = 0.0 if bias is None else float(bias[f])
                    for c in range(n_seen):
                        for u in range(kernel_height):
                            for v in range(kernel_width):
                                y = row + u * dilation[0]
                                z = column + v * dilation[1]
                                if 0 <= y < height and 0 <= z < width:
                                    pixel = float(x[n, first_channel + c, y, z])
                                    total += pixel * float(weight[f, c, u, v])
                    out[n, f, i, j] = total
    return out


def pool(x, kernel, stride, padding, dilation, ceil_mode, reduce):
    """Pool a 2-D array: ``reduce(pixels inside, positions in the padded input)``."""
    height, width = x.shape
    rows = pool_starts(height, kernel[0], stride[0], padding[0], dilation[0], ceil_mode)
    columns = pool_starts(width, kernel[1], stride[1], padding[1], dilation[1], ceil_mode)
    out = np.zeros((len(rows), len(columns)))
    for (i, row), (j, column) in itertools.product(enumerate(rows), enumerate(columns)):
        inside, n_padded = [], 0
        for u, v in itertools.product(range(kernel[0]), range(kernel[1])):
            y, z = row + u * dilation[0], column + v * dilation[1]
            if 0 <= y < height and 0 <= z < width:
                inside.append(float(x[y, z]))
            n_padded += y < height + padding[0] and z < width + padding[1]
        out[i, j] = reduce(inside, n_padded)
    return out


def largest(inside, _):
    """Return the maximum, of nothing minus infinity."""
    return max(inside, default=-math.inf)


def receptive_field(layers):
    """Walk back from two neighbouring outputs: (size, jump, pixels before the input)."""
    seen = []
    for position in (0, 1):
        first = last = position
        for kernel, stride, padding, dilation in reversed(layers):
            first = first * stride - padding
            last = last * stride - padding + dilation * (kernel - 1)
        seen.append((first, last))
    (first, last), (following, _) = seen
    return last - first + 1, following - first, -first
