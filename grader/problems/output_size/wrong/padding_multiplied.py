# The padding is squared.
# verdict: wrong_answer
# diagnosis: only-with-padding
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + padding**2
    return travel // stride + 1
