# The result is at most a thousand.
# verdict: wrong_answer
# diagnosis: only-with-large-numbers
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return min(travel // stride + 1, 1000)
