# Counts, pixel by pixel, where the filter may stand.
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    count = 0
    for start in range(-padding, size + padding):
        end = start + dilation * (kernel - 1)
        if (start + padding) % stride == 0 and end < size + padding:
            count += 1
    return count
