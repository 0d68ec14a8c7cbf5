# The padding is counted once.
# verdict: wrong_answer
# diagnosis: padding-counted-once
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + padding
    return travel // stride + 1
