# Only the stride of the layer before counts.
# verdict: wrong_answer
# diagnosis: field-previous-stride-only
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump, before = 1, 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * before
        jump = jump * s
        before = s
    return size, jump
