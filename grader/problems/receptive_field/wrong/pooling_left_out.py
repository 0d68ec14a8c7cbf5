# Layers with a kernel of 2 are taken for pooling and left out.
# verdict: wrong_answer
# diagnosis: 
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels, strides, dilations):
        if k == 2:
            continue
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
