# The padding is left out.
# verdict: wrong_answer
# diagnosis: padding-ignored
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span
    return travel // stride + 1
