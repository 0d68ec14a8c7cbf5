# The lesson's formula, with floor division.
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    return (size - dilation * (kernel - 1) - 1 + 2 * padding) // stride + 1
