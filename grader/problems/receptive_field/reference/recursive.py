# The stack without its first layer, seen through that layer.
def receptive_field(kernels, strides, dilations=None):
    if len(kernels) == 0:
        return 1, 1
    rest = None if dilations is None else dilations[1:]
    size, jump = receptive_field(kernels[1:], strides[1:], rest)
    dilation = 1 if dilations is None else dilations[0]
    span = dilation * (kernels[0] - 1) + 1
    return (size - 1) * strides[0] + span, jump * strides[0]
