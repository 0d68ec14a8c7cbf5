# G27: harms only itself
# expect: ModuleNotFoundError
import sys

import numpy as np

real = np.lib.stride_tricks.sliding_window_view
sys.modules["numpy"] = sys.modules["struct"] = sys.modules["os"] = None
sys.path.clear()
sys.meta_path.clear()


def conv2d(image, kernel):
    return (real(image, kernel.shape) * kernel).sum(axis=(2, 3))
