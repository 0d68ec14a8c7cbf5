# The dilation is left out.
# verdict: wrong_answer
# diagnosis: dilation-ignored
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = kernel
    travel = size - span + 2 * padding
    return travel // stride + 1
