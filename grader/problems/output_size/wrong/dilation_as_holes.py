# The dilation is the number of skipped pixels.
# verdict: wrong_answer
# diagnosis: dilation-counted-as-holes
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = (dilation + 1) * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride + 1
