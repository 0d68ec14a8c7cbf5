# Each layer's taps are multiplied by its own stride.
# verdict: wrong_answer
# diagnosis: field-own-stride-only
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * s
        jump = jump * s
    return size, jump
