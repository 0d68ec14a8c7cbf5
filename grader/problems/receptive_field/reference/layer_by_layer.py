# From the input on: each layer widens the field, then its stride multiplies the jump.
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size = 1
    jump = 1
    for kernel, stride, dilation in zip(kernels, strides, dilations):
        size += dilation * (kernel - 1) * jump
        jump *= stride
    return size, jump
