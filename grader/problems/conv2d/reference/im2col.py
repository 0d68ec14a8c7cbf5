# im2col: every window becomes a row, and the convolution one matrix product.
import numpy as np


def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(np.asarray(image, dtype=float), padding)
    k = kernel.shape[0]
    oh = (x.shape[0] - k) // stride + 1
    ow = (x.shape[1] - k) // stride + 1
    columns = np.empty((oh * ow, k * k))
    for i in range(oh):
        for j in range(ow):
            columns[i * ow + j] = x[i * stride : i * stride + k, j * stride : j * stride + k].ravel()
    return (columns @ kernel.ravel()).reshape(oh, ow)
