# The stride is at most the filter.
# verdict: wrong_answer
# diagnosis: only-with-stride-beyond-the-filter
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    stride = min(stride, kernel)
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride + 1
