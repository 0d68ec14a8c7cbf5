# The kernels are taken to lie in memory one after the other.
# verdict: wrong_answer
# diagnosis: only-with-gaps-in-memory
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    import numpy as np

    flat = np.lib.stride_tricks.as_strided(kernels, kernels.shape, (8,))
    kernels = np.maximum(flat, 1)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
