# From the output back: how many values of each layer's input the last value needs.
def receptive_field(kernels, strides, dilations=None):
    needed = 1
    jump = 1
    for at in range(len(kernels) - 1, -1, -1):
        dilation = 1 if dilations is None else int(dilations[at])
        needed = (needed - 1) * int(strides[at]) + dilation * (int(kernels[at]) - 1) + 1
        jump = jump * int(strides[at])
    return needed, jump
