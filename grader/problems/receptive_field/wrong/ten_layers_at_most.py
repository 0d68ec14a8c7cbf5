# Layers beyond the tenth are left out.
# verdict: wrong_answer
# diagnosis: only-with-many-layers
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels[:10], strides[:10], dilations):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
