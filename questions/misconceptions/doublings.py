"""Wrong counts where something doubles or halves: dilations of a stack, and poolings."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception


def _doubling_ignored(layers: Any, kernel: Any) -> Any:
    return 1 + layers * (kernel - 1)


def _last_layer_only(layers: Any, kernel: Any) -> Any:
    return 1 + (kernel - 1) * 2 ** np.maximum(layers - 1, 0)


def _without_the_pixel(layers: Any, kernel: Any) -> Any:
    return (kernel - 1) * (2**layers - 1)


def _begins_with_two(layers: Any, kernel: Any) -> Any:
    return 1 + 2 * (kernel - 1) * (2**layers - 1)


DOUBLING_FIELD = (
    Misconception(
        id="doubling-ignored",
        version=1,
        title="Dilation left out",
        solver="doubling_receptive_field",
        function=_doubling_ignored,
        explain=(
            r"You let every layer add $F - 1 = {{kernel - 1}}$ pixels. Only the first one, with "
            "dilation 1, does; a layer with dilation $D$ has its taps $D$ pixels apart and adds "
            "$D(F - 1)$."
        ),
        source="RMIT COSC2779, tutorial 5, question 5: 14 for 18",
    ),
    Misconception(
        id="doubling-last-layer-only",
        version=1,
        title="The last layer only",
        solver="doubling_receptive_field",
        function=_last_layer_only,
        explain=(
            "You took the span of the last filter. Each of its taps looks at a value that already "
            "sees several pixels, so the layers before it widen the field too."
        ),
        source="Original: one dilated filter's span taken for the field in the input",
    ),
    Misconception(
        id="doubling-forgot-one",
        version=1,
        title="The pixel itself not counted",
        solver="doubling_receptive_field",
        function=_without_the_pixel,
        explain=(
            "You added up what the layers bring and left out what they bring it to: the one pixel "
            r"to start from. Check with the first layer alone, which sees ${{kernel}}$ pixels."
        ),
        source="Original: the 1 that every receptive field starts from",
    ),
    Misconception(
        id="doubling-begins-with-two",
        version=1,
        title="Dilations from 2 on",
        solver="doubling_receptive_field",
        function=_begins_with_two,
        explain=(
            "You used dilations 2, 4, 8 and so on. The first layer here has dilation 1, which is a "
            "dense filter, so every layer's dilation is half of what you took."
        ),
        source="https://cs231n.github.io/convolutional-networks/ counts 0 as dense, "
        "arXiv:1603.07285 and PyTorch 1",
    ),
)


def _least(count: Any, reaches: Any) -> Any:
    """Return the least count from its first value on for which ``reaches`` holds."""
    while np.any(is_short := np.logical_not(reaches(count))):
        count = count + np.asarray(is_short, dtype=np.int64)
    return count


def _linear(field: Any, kernel: Any) -> Any:
    return -((1 - field) // (kernel - 1))


def _one_short(field: Any, kernel: Any) -> Any:
    start = 0 * (field + kernel)
    return _least(start, lambda n: 1 + (kernel - 1) * (2**n - 1) >= field) - 1


def _by_the_last_layer(field: Any, kernel: Any) -> Any:
    start = 1 + 0 * (field + kernel)
    return _least(start, lambda n: 1 + (kernel - 1) * 2 ** (n - 1) >= field)


DOUBLING_LAYERS = (
    Misconception(
        id="doubling-layers-counted-evenly",
        version=1,
        title="Layers counted as if not dilated",
        solver="doubling_layers_to_reach",
        function=_linear,
        explain=(
            r"You let every layer add $F - 1 = {{kernel - 1}}$ pixels. The dilation doubles, so "
            "each layer adds twice as much as the one before it, and far fewer are needed."
        ),
        source="RMIT COSC2779, tutorial 5, question 5: dilation ignored",
    ),
    Misconception(
        id="doubling-layers-one-short",
        version=1,
        title="One layer too few",
        solver="doubling_layers_to_reach",
        function=_one_short,
        explain=(
            r"You stopped one layer too early: the field is still smaller than ${{field}}$ pixels. "
            "Count the first layer, with dilation 1, as well."
        ),
        source="Original: exponent of the last dilation taken for the number of layers",
    ),
    Misconception(
        id="doubling-layers-by-the-last",
        version=1,
        title="Reach of the last layer only",
        solver="doubling_layers_to_reach",
        function=_by_the_last_layer,
        explain=(
            "You asked for a last layer that spans the field alone. What the layers before it see "
            "adds to that, so fewer of them may be enough."
        ),
        source="Original: one dilated filter's span taken for the field in the input",
    ),
)


def _divided_once(size: Any, target: Any, *, kernel: Any = 2) -> Any:
    return -(-size // (target * kernel))


def _one_pooling_short(size: Any, target: Any, *, kernel: Any = 2) -> Any:
    start = 0 * (size + target + kernel)
    return _least(start, lambda n: size // kernel**n <= target) - 1


def _below_the_target(size: Any, target: Any, *, kernel: Any = 2) -> Any:
    start = 0 * (size + target + kernel)
    return _least(start, lambda n: size // kernel**n < target)


def _by_area(size: Any, target: Any, *, kernel: Any = 2) -> Any:
    start = 0 * (size + target + kernel)
    return _least(start, lambda n: size // kernel ** (2 * n) <= target)


POOLINGS = (
    Misconception(
        id="poolings-divided-once",
        version=1,
        title="Divided instead of pooled again and again",
        solver="poolings_to_reach",
        function=_divided_once,
        explain=(
            r"You divided the size once. Each pooling divides what the one before it has left, so "
            r"after $n$ of them the size is divided by ${{kernel}}^n$."
        ),
        source="Original: a product instead of a power",
    ),
    Misconception(
        id="poolings-one-short",
        version=1,
        title="One pooling too few",
        solver="poolings_to_reach",
        function=_one_pooling_short,
        explain=(
            r"You stopped one pooling too early: the map is still wider than ${{target}}$ pixels "
            "then. Write the sizes down one after another."
        ),
        source="Original: sizes counted instead of the steps between them, or rounded down",
    ),
    Misconception(
        id="poolings-below-the-target",
        version=1,
        title="Pooled below the size allowed",
        solver="poolings_to_reach",
        function=_below_the_target,
        explain=(
            r"You pooled until the map was smaller than ${{target}}$ pixels. It may be exactly "
            r"${{target}}$ pixels wide, so look whether it is so after one pooling less."
        ),
        source="Original: less than instead of at most",
    ),
    Misconception(
        id="poolings-by-area",
        version=1,
        title="Number of values divided, not the width",
        solver="poolings_to_reach",
        function=_by_area,
        explain=(
            r"You divided by ${{kernel}}\cdot{{kernel}} = {{kernel*kernel}}$ for each pooling. The "
            r"number of values shrinks like that; the width shrinks by ${{kernel}}$ only."
        ),
        source="https://cs231n.github.io/convolutional-networks/: 75 % of the activations are "
        "discarded, each side is halved",
    ),
)
