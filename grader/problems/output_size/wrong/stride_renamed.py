# The third parameter has another name.
# verdict: runtime_error
# diagnosis: only-with-arguments-by-name
def output_size(size, kernel, step=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // step + 1
