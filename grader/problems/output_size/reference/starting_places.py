# The places at which the filter can start, as a range.
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    last = size + padding - dilation * (kernel - 1)
    return len(range(-padding, last, stride))
