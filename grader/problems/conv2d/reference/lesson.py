# The lesson's own code, section 6, unchanged: its fourth parameter is called pad.
import numpy as np

def conv2d(image, kernel, stride=1, pad=0):
    # zero-pad the border so the filter can reach edge pixels
    if pad:
        image = np.pad(image, pad, mode='constant')
    H, W = image.shape
    F = kernel.shape[0]
    # output size: floor((W - F + 2P)/S) + 1, here pad already applied
    out_h = (H - F) // stride + 1
    out_w = (W - F) // stride + 1
    out = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            patch = image[r:r+F, c:c+F]      # the F x F window
            out[i, j] = np.sum(patch * kernel)  # element-wise multiply, then sum
    return out

# vertical-edge (Sobel-style) filter
K = np.array([[1, 0, -1],
              [2, 0, -2],
              [1, 0, -1]])
img = np.eye(7)                  # a diagonal pattern
print(conv2d(img, K).shape)      # -> (5, 5):  (7 - 3)//1 + 1 = 5
