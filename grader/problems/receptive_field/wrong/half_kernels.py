# Each layer adds half of its kernel at both ends.
# verdict: wrong_answer
# diagnosis: 
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + 2 * d * (k // 2) * jump
        jump = jump * s
    return size, jump
