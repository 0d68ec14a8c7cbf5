# The dilations must be given.
# verdict: runtime_error
# diagnosis: only-with-defaults
def receptive_field(kernels, strides, dilations):
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
