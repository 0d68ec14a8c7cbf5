# The right number, as a float.
# verdict: wrong_type
# diagnosis: float-returned
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return float(travel // stride + 1)
