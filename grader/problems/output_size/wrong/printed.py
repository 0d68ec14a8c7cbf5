# The number is printed and not returned.
# verdict: wrong_type
# diagnosis: return-missing
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    print(travel // stride + 1)
