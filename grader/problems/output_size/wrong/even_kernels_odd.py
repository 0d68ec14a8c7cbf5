# An even filter is taken for one tap more.
# verdict: wrong_answer
# diagnosis: only-with-even-kernels
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    kernel = 2 * (kernel // 2) + 1
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride + 1
