"""Wrong sizes of stacks, and wrong numbers of layers that something takes."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception


def _positive(size: Any) -> Any:
    """Return the size, and NaN where nothing would be left."""
    return np.where(np.asarray(size) > 0, size, np.nan)


def _last_layer_left_out(size: Any, layers: Any, kernel: Any, *, padding: Any = 0) -> Any:
    return _positive(size - (layers - 1) * (kernel - 1 - 2 * padding))


def _whole_kernel_lost(size: Any, layers: Any, kernel: Any, *, padding: Any = 0) -> Any:
    return _positive(size - layers * (kernel - 2 * padding))


def _single_layer(size: Any, layers: Any, kernel: Any, *, padding: Any = 0) -> Any:
    return _positive(size - (kernel - 1 - 2 * padding) + 0 * layers)


def _one_side_lost(size: Any, layers: Any, kernel: Any, *, padding: Any = 0) -> Any:
    return _positive(size - layers * ((kernel - 1) / 2 - padding))


STACK_SIZE = (
    Misconception(
        id="stack-last-layer-left-out",
        version=1,
        title="One layer too few",
        solver="stack_output_size",
        function=_last_layer_left_out,
        explain=(
            r"You let one layer too few shrink the map. Each of the ${{layers}}$ layers, the last "
            r"one too, takes away $F - 1 - 2P = {{kernel - 1 - 2*padding}}$ pixels."
        ),
        source="Original: steps between layers counted instead of layers",
    ),
    Misconception(
        id="stack-whole-kernel-lost",
        version=1,
        title="Whole filter taken away",
        solver="stack_output_size",
        function=_whole_kernel_lost,
        explain=(
            r"You took ${{kernel}}$ pixels away in each layer. A filter that fits exactly once "
            r"still gives one pixel, so a layer costs only $F - 1 = {{kernel - 1}}$ of them "
            "(before padding)."
        ),
        source="PyTorch forum, Determining size of FC layer after Conv layer: the + 1 forgotten "
        "in every layer",
    ),
    Misconception(
        id="stack-single-layer",
        version=1,
        title="One layer instead of the stack",
        solver="stack_output_size",
        function=_single_layer,
        explain=(
            r"You gave the size after a single layer. There are ${{layers}}$ of them, and each "
            "takes its pixels away from what the one before it has left."
        ),
        source="Original: the formula applied once",
    ),
    Misconception(
        id="stack-one-side-lost",
        version=1,
        title="Pixels lost on one side only",
        solver="stack_output_size",
        function=_one_side_lost,
        explain=(
            r"You took half of $F - 1 = {{kernel - 1}}$ away in each layer. That is what is lost "
            "at one side; the filter keeps away from the border at both sides."
        ),
        source="Original: the filter's radius instead of its size less one",
    ),
)


def _by_whole_kernels(size: Any, kernel: Any) -> Any:
    return size // kernel


def _one_layer_too_many(size: Any, kernel: Any) -> Any:
    return (size - 1) // (kernel - 1) + 1


def _down_to_zero(size: Any, kernel: Any) -> Any:
    return size // (kernel - 1)


def _by_one_side(size: Any, kernel: Any) -> Any:
    return 2 * (size - 1) // (kernel - 1)


LAYERS_THAT_FIT = (
    Misconception(
        id="layers-by-whole-kernels",
        version=1,
        title="Size divided by the filter",
        solver="layers_that_fit",
        function=_by_whole_kernels,
        explain=(
            r"You divided by the filter's size, ${{kernel}}$. A layer takes away one pixel less "
            r"than that, $F - 1 = {{kernel - 1}}$, because a filter that fits once gives one pixel."
        ),
        source="Original: the + 1 forgotten in every layer",
    ),
    Misconception(
        id="layer-that-does-not-fit",
        version=1,
        title="A layer too many",
        solver="layers_that_fit",
        function=_one_layer_too_many,
        explain=(
            r"You counted the layer for which too little is left. It finds fewer than "
            r"${{kernel}}$ pixels, so its filter does not fit, and it is none of them."
        ),
        source="Original: rounded up instead of down",
    ),
    Misconception(
        id="layers-down-to-zero",
        version=1,
        title="Counted down to no pixel",
        solver="layers_that_fit",
        function=_down_to_zero,
        explain=(
            r"You let the layers take away all ${{size}}$ pixels. The last layer still gives one "
            r"pixel, so only ${{size}} - 1 = {{size - 1}}$ of them can be taken away."
        ),
        source="Original: the last pixel taken away too",
    ),
    Misconception(
        id="layers-by-one-side",
        version=1,
        title="Loss of one side only",
        solver="layers_that_fit",
        function=_by_one_side,
        explain=(
            r"You let a layer take away half of $F - 1 = {{kernel - 1}}$ pixels, which is the loss "
            "at one side. The map shrinks at both sides."
        ),
        source="Original: the filter's radius instead of its size less one",
    ),
)


def _by_the_kernel(field: Any, kernel: Any) -> Any:
    return -(-field // kernel)


def _without_the_first_pixel(field: Any, kernel: Any) -> Any:
    return -(-field // (kernel - 1))


def _rounded_down(field: Any, kernel: Any) -> Any:
    return (field - 1) // (kernel - 1)


def _by_the_radius(field: Any, kernel: Any) -> Any:
    return -(2 * (1 - field) // (kernel - 1))


LAYERS_TO_REACH = (
    Misconception(
        id="reach-by-kernel-sizes",
        version=1,
        title="Field divided by the filter",
        solver="layers_to_reach",
        function=_by_the_kernel,
        explain=(
            r"You divided the field by the filter's size, ${{kernel}}$. Windows overlap: a further "
            r"layer makes the field only $F - 1 = {{kernel - 1}}$ pixels wider, and it all starts "
            "from one pixel."
        ),
        source="https://cs231n.github.io/convolutional-networks/ on three stacked 3x3 layers",
    ),
    Misconception(
        id="reach-without-the-first-pixel",
        version=1,
        title="First pixel not counted",
        solver="layers_to_reach",
        function=_without_the_first_pixel,
        explain=(
            "You let the layers bring all pixels of the field. One of them is there before any "
            "layer, so they have to bring one pixel less."
        ),
        source="Original: the 1 in RF = 1 + L(F - 1)",
    ),
    Misconception(
        id="reach-rounded-down",
        version=1,
        title="Rounded down",
        solver="layers_to_reach",
        function=_rounded_down,
        explain=(
            "You rounded the number of layers down. With that many the field is still smaller "
            r"than ${{field}}$ pixels; the field has to be reached, so one layer more is needed."
        ),
        source="Original: floor instead of ceiling",
    ),
    Misconception(
        id="reach-by-the-radius",
        version=1,
        title="Reach of one side only",
        solver="layers_to_reach",
        function=_by_the_radius,
        explain=(
            r"You let a layer add half of $F - 1 = {{kernel - 1}}$ pixels. It adds that much on "
            "each of the two sides."
        ),
        source="Original: the filter's radius instead of its size less one",
    ),
)
