# The travel first, then its whole steps.
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size + 2 * padding - span
    steps, _ = divmod(travel, stride)
    return steps + 1
