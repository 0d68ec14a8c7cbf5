# The jump is that of the last layer's input.
# verdict: wrong_answer
# diagnosis: field-jump-before-the-last
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump, seen = 1, 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        seen = jump
        jump = jump * s
    return size, seen
