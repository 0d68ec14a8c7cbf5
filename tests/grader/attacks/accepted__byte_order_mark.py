# G36
import numpy as np


class Convolution:
    def __call__(self, image, kernel):
        view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return (view * kernel).sum(axis=(2, 3))


conv2d = Convolution()
