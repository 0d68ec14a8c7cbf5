# The strides are changed on the way.
# verdict: input_changed
# diagnosis: input-changed
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    strides[0] *= 2
    strides[0] //= 2
    size, jump = 1, 1
    kernels -= 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * k * jump
        jump = jump * s
    return size, jump
