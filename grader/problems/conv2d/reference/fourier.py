# By the convolution theorem, with the kernel turned; rounding errors spread over the whole output.
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    f = kernel.shape[0]
    shape = (x.shape[0] + f - 1, x.shape[1] + f - 1)
    full = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(kernel[::-1, ::-1], shape), shape)
    return full[f - 1 : x.shape[0] : stride, f - 1 : x.shape[1] : stride].copy()
