# Height and width are returned.
# verdict: wrong_type
# diagnosis: several-values-returned
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    out = travel // stride + 1
    return out, out
