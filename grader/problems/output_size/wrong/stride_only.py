# The input size divided by the stride, rounded up.
# verdict: wrong_answer
# diagnosis: stride-only
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return -(-size // stride)
