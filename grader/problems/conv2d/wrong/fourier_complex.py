# By the convolution theorem, with complex numbers left in the output.
# verdict: wrong_type
# diagnosis: complex-output
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    f = len(kernel)
    spectrum = np.fft.fft2(x) * np.fft.fft2(kernel[::-1, ::-1], x.shape)
    return np.fft.ifft2(spectrum)[f - 1 :: stride, f - 1 :: stride].copy()
