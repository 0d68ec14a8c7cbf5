# Half of the filter is taken off at each end.
# verdict: wrong_answer
# diagnosis: always-one-too-large
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - 2 * (span // 2) + 2 * padding
    return travel // stride + 1
