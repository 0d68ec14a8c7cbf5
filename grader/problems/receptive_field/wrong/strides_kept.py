# The jump goes on from call to call.
# verdict: wrong_answer
# diagnosis: 
KEPT = [1]


def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, KEPT[0]
    for k, s, d in zip(kernels, strides, dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    KEPT[0] = min(int(jump), 100)
    return size, jump
