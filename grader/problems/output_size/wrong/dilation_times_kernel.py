# The filter spans dilation times its size.
# verdict: wrong_answer
# diagnosis: only-with-dilation
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * kernel
    travel = size - span + 2 * padding
    return travel // stride + 1
