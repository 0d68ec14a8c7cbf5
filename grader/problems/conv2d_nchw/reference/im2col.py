# im2col: image by image and group by group, the layer is one matrix product.
import numpy as np


def conv2d_nchw(x, weight, bias=None, stride=1, padding=0, groups=1):
    F, D, KH, KW = weight.shape
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    oh = (padded.shape[2] - KH) // stride + 1
    ow = (padded.shape[3] - KW) // stride + 1
    rows = weight.reshape(groups, F // groups, D * KH * KW)
    out = np.empty((len(x), groups, F // groups, oh * ow))
    for n, image in enumerate(padded):
        for g in range(groups):
            block = image[g * D : (g + 1) * D]
            columns = [
                block[:, i * stride : i * stride + KH, j * stride : j * stride + KW].ravel()
                for i in range(oh)
                for j in range(ow)
            ]
            out[n, g] = rows[g] @ np.array(columns).T
    out = out.reshape(len(x), F, oh, ow)
    if bias is not None:
        out += bias.reshape(1, F, 1, 1)
    return out
