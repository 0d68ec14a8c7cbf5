# The last parameter has another name.
# verdict: runtime_error
# diagnosis: only-with-arguments-by-name
def receptive_field(kernels, strides, rates=None):
    dilations = rates
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
