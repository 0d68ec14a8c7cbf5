# The dilation is the number of skipped values.
# verdict: wrong_answer
# diagnosis: field-dilations-as-holes
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [0] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + (d + 1) * (k - 1) * jump
        jump = jump * s
    return size, jump
