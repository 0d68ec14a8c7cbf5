# The stride multiplies before the taps are added.
# verdict: wrong_answer
# diagnosis: field-own-stride-counted
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        jump = jump * s
        size = size + d * (k - 1) * jump
    return size, jump
