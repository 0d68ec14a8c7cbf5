# The padding is shared out between both ends.
# verdict: wrong_answer
# diagnosis: padding-counted-once
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + (padding // 2 + padding - padding // 2)
    return travel // stride + 1
