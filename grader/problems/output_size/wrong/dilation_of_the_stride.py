# The dilation makes the stride larger.
# verdict: wrong_answer
# diagnosis: only-with-dilation
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = kernel
    travel = size - span + 2 * padding
    return travel // (stride * dilation) + 1
