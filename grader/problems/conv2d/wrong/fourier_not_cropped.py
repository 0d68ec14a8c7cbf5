# By the convolution theorem, without cutting off the border.
# verdict: wrong_shape
# diagnosis: 
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    f = len(kernel)
    shape = (x.shape[0] + f - 1, x.shape[1] + f - 1)
    full = np.fft.irfft2(np.fft.rfft2(x, shape) * np.fft.rfft2(kernel[::-1, ::-1], shape), shape)
    return full[::stride, ::stride].copy()
