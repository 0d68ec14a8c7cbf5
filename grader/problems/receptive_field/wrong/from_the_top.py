# The layers come in the opposite order.
# verdict: wrong_answer
# diagnosis: field-from-the-top
def receptive_field(kernels, strides, dilations=None):
    if dilations is None:
        dilations = [1] * len(kernels)
    size, jump = 1, 1
    for k, s, d in zip(kernels[::-1], strides[::-1], dilations[::-1]):
        size = size + d * (k - 1) * jump
        jump = jump * s
    return size, jump
