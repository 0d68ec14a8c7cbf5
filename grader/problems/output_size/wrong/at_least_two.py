# There are always at least two positions.
# verdict: wrong_answer
# diagnosis: 
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return max(2, travel // stride + 1)
