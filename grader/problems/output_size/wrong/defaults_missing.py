# Nothing may be left out.
# verdict: runtime_error
# diagnosis: only-with-defaults
def output_size(size, kernel, stride, padding, dilation):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride + 1
