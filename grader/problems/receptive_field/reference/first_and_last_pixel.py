# The pixels under two neighbouring outputs: where they start, and where the first one ends.
def receptive_field(kernels, strides, dilations=None):
    first, last, neighbour = 0, 0, 1
    for at in reversed(range(len(kernels))):
        reach = kernels[at] - 1
        if dilations is not None:
            reach = reach * dilations[at]
        first = first * strides[at]
        last = last * strides[at] + reach
        neighbour = neighbour * strides[at]
    return last - first + 1, neighbour - first
