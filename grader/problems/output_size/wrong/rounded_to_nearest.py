# The steps are rounded to the nearest whole number.
# verdict: wrong_answer
# diagnosis: rounded-up
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    travel = size - span + 2 * padding
    return round(travel / stride) + 1
