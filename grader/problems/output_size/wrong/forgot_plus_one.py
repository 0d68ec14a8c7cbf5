# The starting position is not counted.
# verdict: wrong_answer
# diagnosis: forgot-plus-one
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride
