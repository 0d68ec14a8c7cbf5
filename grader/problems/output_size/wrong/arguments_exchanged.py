# Stride and padding are exchanged.
# verdict: runtime_error
# diagnosis: 
def output_size(size, kernel, padding=1, stride=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return travel // stride + 1
