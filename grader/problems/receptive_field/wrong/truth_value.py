# The truth value of an array is asked for.
# verdict: runtime_error
# diagnosis: only-with-dilations-given
def receptive_field(kernels, strides, dilations=None):
    if not dilations:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
