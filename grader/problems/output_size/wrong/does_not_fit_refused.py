# Raises where the filter fills the input.
# verdict: runtime_error
# diagnosis: only-when-the-filter-fills-the-input
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    if travel <= 0:
        raise ValueError("the filter does not fit")
    return travel // stride + 1
