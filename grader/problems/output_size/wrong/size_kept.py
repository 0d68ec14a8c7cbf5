# The size of the input, as with same padding.
# verdict: wrong_answer
# diagnosis: size-kept
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return size
