# np.convolve over the flattened image, which is a line.
# verdict: wrong_answer
# diagnosis: 
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image, padding).astype(float)
    f = len(kernel)
    oh, ow = (x.shape[0] - f) // stride + 1, (x.shape[1] - f) // stride + 1
    line = np.convolve(x.ravel(), kernel.ravel()[::-1], "valid")
    out = np.zeros(oh * ow)
    n = min(out.size, line.size)
    out[:n] = line[:n]
    return out.reshape(oh, ow)
