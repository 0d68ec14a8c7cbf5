# One call for every position.
# verdict: runtime_error
# diagnosis: only-with-large-numbers
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    travel = size - dilation * (kernel - 1) - 1 + 2 * padding
    if travel < stride:
        return 1
    return 1 + output_size(size - stride, kernel, stride, padding, dilation)
