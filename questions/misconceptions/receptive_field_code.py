"""Programs that follow the receptive field through layers in a wrong way."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_SOLVER = "receptive_field"
Pair = tuple[int, int]
_HEYTENSOR = "https://heytensor.com/tools/receptive-field-calculator warns of it"


def _read(kernels: Any, strides: Any, dilations: Any) -> list[tuple[int, int, int]]:
    """Return (kernel, stride, dilation) of each layer from the input on."""
    steps = np.ones_like(kernels) if dilations is None else dilations
    rows = zip(kernels, strides, steps, strict=True)
    return [(int(k), int(s), int(d)) for k, s, d in rows]


def _follow(layers: Sequence[tuple[int, int, int]]) -> Pair:
    size, jump = 1, 1
    for kernel, stride, dilation in layers:
        size += dilation * (kernel - 1) * jump
        jump *= stride
    return size, jump


def _strides_ignored(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    return _follow([(k, 1, d) for k, _, d in layers])[0], _follow(layers)[1]


def _own_stride(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    size, jump = 1, 1
    for kernel, stride, dilation in _read(kernels, strides, dilations):
        jump *= stride
        size += dilation * (kernel - 1) * jump
    return size, jump


def _own_stride_only(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    return 1 + sum(d * (k - 1) * s for k, s, d in layers), _follow(layers)[1]


def _previous_stride(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    before = [1, *(s for _, s, _ in layers)]
    size = 1 + sum(d * (k - 1) * p for (k, _, d), p in zip(layers, before, strict=False))
    return size, _follow(layers)[1]


def _no_dilation(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow(_read(kernels, strides, None))


def _holes(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    return _follow(layers if dilations is None else [(k, s, d + 1) for k, s, d in layers])


def _dilation_times_kernel(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow([(d * k, s, 1) for k, s, d in _read(kernels, strides, dilations)])


def _summed(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    return sum(d * (k - 1) + 1 for k, _, d in layers), _follow(layers)[1]


def _multiplied(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    size = 1
    layers = _read(kernels, strides, dilations)
    for kernel, _, dilation in layers:
        size *= dilation * (kernel - 1) + 1
    return size, _follow(layers)[1]


def _forgot_one(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    size, jump = _follow(_read(kernels, strides, dilations))
    return size - 1, jump


def _added(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    size, jump = 1, 1
    for kernel, stride, dilation in _read(kernels, strides, dilations):
        size += dilation * (kernel - 1) * jump
        jump += stride - 1
    return size, jump


def _from_the_top(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow(_read(kernels, strides, dilations)[::-1])


def _without_last(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow(_read(kernels, strides, dilations)[:-1])


def _without_first(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow(_read(kernels, strides, dilations)[1:])


def _first_only(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    return _follow(_read(kernels, strides, dilations)[:1])


def _jump_before_last(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    layers = _read(kernels, strides, dilations)
    return _follow(layers)[0], _follow(layers[:-1])[1]


def _exchanged(kernels: Any, strides: Any, dilations: Any = None) -> Pair:
    size, jump = _follow(_read(kernels, strides, dilations))
    return jump, size


def _bug(bug_id: str, title: str, function: Any, explain: str, source: str) -> Misconception:
    return Misconception(f"field-{bug_id}", 1, title, _SOLVER, function, explain, source)


FIELD = (
    _bug(
        "strides-ignored",
        "The strides do not widen the field",
        _strides_ignored,
        "Your size is that of a stack with stride 1. Behind a stride of 2 two neighbouring values "
        "lie two pixels apart, so each further tap adds two pixels and not one.",
        "RMIT COSC2779 tutorial 5, question 4",
    ),
    _bug(
        "own-stride-counted",
        "A layer's own stride counts too early",
        _own_stride,
        "You multiply the jump by a layer's stride before you add the layer's taps. Its own stride "
        "widens what comes after it, not the layer itself: add first, then multiply.",
        _HEYTENSOR,
    ),
    _bug(
        "own-stride-only",
        "Only a layer's own stride counts",
        _own_stride_only,
        "You multiply each layer's taps by its own stride. What counts is how far apart its inputs "
        "lie on the image: the product of the strides of all layers before it.",
        _HEYTENSOR,
    ),
    _bug(
        "previous-stride-only",
        "Only the stride just before counts",
        _previous_stride,
        "You use the stride of the layer just before. All earlier strides count together: multiply "
        "them as you go.",
        _HEYTENSOR,
    ),
    _bug(
        "dilations-ignored",
        "The dilations are not used",
        _no_dilation,
        "Your results are those of dense kernels. A kernel of $F$ taps with dilation $D$ reaches "
        "over $D(F - 1)$ steps.",
        "RMIT COSC2779 tutorial 5, questions 4 and 5",
    ),
    _bug(
        "dilations-as-holes",
        "Dilation counted as holes",
        _holes,
        "You take the dilation as the number of skipped values between two taps. Here it is their "
        "distance, 1 being a dense kernel.",
        "https://cs231n.github.io/convolutional-networks/ counts 0 as dense",
    ),
    _bug(
        "dilation-times-kernel",
        "A dilated kernel spans one step too many",
        _dilation_times_kernel,
        "You take a dilated kernel to span $DF$ values. Between $F$ taps there are $F - 1$ steps "
        "of $D$ each, so it spans $D(F - 1) + 1$.",
        "Original: dilation times kernel",
    ),
    _bug(
        "kernels-summed",
        "The kernels are added up",
        _summed,
        "You add up the kernel sizes. Two layers share the value at which one meets the other: "
        "each layer adds one tap less than it has.",
        "https://cs231n.github.io/convolutional-networks/",
    ),
    _bug(
        "kernels-multiplied",
        "The kernels are multiplied",
        _multiplied,
        "You multiply the kernel sizes. A layer adds its taps to the field of those before it; it "
        "does not multiply it.",
        "Original: the field taken for a product",
    ),
    _bug(
        "forgot-one",
        "The first pixel is missing",
        _forgot_one,
        "Your size is one too small. Without any layer a value depends on one pixel, itself: start "
        "with 1.",
        "Original: a sum that starts with 0",
    ),
    _bug(
        "strides-added",
        "The strides are added, not multiplied",
        _added,
        "You add the strides. Two strides of 2 leave every fourth pixel, two strides of 3 every "
        "ninth: they multiply.",
        "Original: strides added up",
    ),
    _bug(
        "from-the-top",
        "The layers come in the opposite order",
        _from_the_top,
        "You follow the layers from the output to the input with the rule for the other direction. "
        "A stride widens the layers behind it: start with the layer at the input.",
        "Original: the order of the layers",
    ),
    _bug(
        "last-layer-left-out",
        "The last layer is left out",
        _without_last,
        "You leave the last layer out. Look at where your loop ends.",
        "Original: a loop that ends one step early",
    ),
    _bug(
        "first-layer-left-out",
        "The first layer is left out",
        _without_first,
        "You leave the first layer out. Look at where your loop starts.",
        "Original: a loop that starts one step late",
    ),
    _bug(
        "first-layer-only",
        "Only the first layer counts",
        _first_only,
        "Your results are those of the first layer alone. Look at the indentation of `return`: it "
        "probably ends the function in the first round of the loop.",
        "Original: return inside the loop",
    ),
    _bug(
        "jump-before-the-last",
        "The last stride is missing in the jump",
        _jump_before_last,
        "Your jump is that of the last layer's input. The distance between two values of its "
        "output holds its own stride, too.",
        "Original: the jump read one step early",
    ),
    _bug(
        "pair-exchanged",
        "Size and jump are exchanged",
        _exchanged,
        "You return the jump first. The size comes first, then the jump.",
        "Original: the order of the result",
    ),
)
