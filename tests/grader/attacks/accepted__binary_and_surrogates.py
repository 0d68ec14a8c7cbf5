# R17: garbage on stdout is only text
import os
import sys

import numpy as np


def conv2d(image, kernel):
    os.write(1, bytes(range(256)))
    print("\ud800", "\x00", "\x1b[31m")
    print("<script>", file=sys.stderr)
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
