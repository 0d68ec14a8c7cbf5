# The padded size divided by the stride.
# verdict: wrong_answer
# diagnosis: kernel-not-subtracted
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return (size + 2 * padding) // stride
