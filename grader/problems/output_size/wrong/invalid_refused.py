# Raises where the stride does not tile.
# verdict: runtime_error
# diagnosis: only-when-not-tiling
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    if travel % stride:
        raise ValueError("invalid")
    return travel // stride + 1
