"""Wrong receptive fields."""

from collections.abc import Callable
from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_CALCULATOR = "https://heytensor.com/tools/receptive-field-calculator"


def _kernels_summed(layers: Any, kernel: Any) -> Any:
    return layers * kernel


def _forgot_the_pixel(layers: Any, kernel: Any) -> Any:
    return layers * (kernel - 1)


def _one_layer_only(layers: Any, kernel: Any) -> Any:
    return kernel + 0 * layers


def _first_layer_left_out(layers: Any, kernel: Any) -> Any:
    return 1 + (layers - 1) * (kernel - 1)


def _kernels_multiplied(layers: Any, kernel: Any) -> Any:
    return np.asarray(kernel, dtype=np.float64) ** layers


STACK = (
    Misconception(
        id="kernels-summed",
        version=1,
        title="Filter sizes added up",
        solver="stack_receptive_field",
        function=_kernels_summed,
        explain=(
            "You added up the filter sizes. The windows of neighbouring outputs overlap: a further "
            r"layer makes the field only $F - 1 = {{kernel - 1}}$ pixels larger, not ${{kernel}}$, "
            "and it all starts from one pixel."
        ),
        source="https://cs231n.github.io/convolutional-networks/ on three stacked 3x3 layers",
    ),
    Misconception(
        id="receptive-field-forgot-one",
        version=1,
        title="The pixel itself not counted",
        solver="stack_receptive_field",
        function=_forgot_the_pixel,
        explain=(
            r"You added what the ${{layers}}$ layers bring, $F - 1 = {{kernel - 1}}$ pixels each, "
            "and left out what they bring it to: the one pixel in the middle. Check with a single "
            r"layer, which sees ${{kernel}}$ pixels."
        ),
        source="Original: the 1 in RF = 1 + L(F - 1)",
    ),
    Misconception(
        id="one-layer-only",
        version=1,
        title="The last layer only",
        solver="stack_receptive_field",
        function=_one_layer_only,
        explain=(
            r"You gave the ${{kernel}}$ values that the last layer sees of the layer before it. "
            "Each of them already depends on several pixels of the input, so the field is wider."
        ),
        source="Original: one layer's window taken for the field in the input",
    ),
    Misconception(
        id="one-layer-left-out",
        version=1,
        title="One layer left out",
        solver="stack_receptive_field",
        function=_first_layer_left_out,
        explain=(
            r"You left one layer out. Each of the ${{layers}}$ layers, the first one too, makes "
            r"the field $F - 1 = {{kernel - 1}}$ pixels wider; a single layer already sees "
            r"${{kernel}}$."
        ),
        source="Original: steps between layers counted instead of layers",
    ),
    Misconception(
        id="kernels-multiplied",
        version=1,
        title="Filter sizes multiplied",
        solver="stack_receptive_field",
        function=_kernels_multiplied,
        explain=(
            "You multiplied the filter sizes. At stride 1 the windows of neighbouring outputs lie "
            r"one pixel apart and overlap, so a further layer adds $F - 1 = {{kernel - 1}}$ "
            "pixels; it does not multiply."
        ),
        source="Original: windows taken as if they did not overlap",
    ),
)


Columns = tuple[Any, Any, Any]


def _of_three_layers(rule: Callable[[Columns, Columns, Columns], Any]) -> Callable[..., Any]:
    """Give a rule over kernels, strides and dilations the solver's flat signature."""

    def function(
        kernel1: Any,
        stride1: Any,
        kernel2: Any = 1,
        stride2: Any = 1,
        kernel3: Any = 1,
        stride3: Any = 1,
        *,
        dilation1: Any = 1,
        dilation2: Any = 1,
        dilation3: Any = 1,
    ) -> Any:
        return rule(
            (kernel1, kernel2, kernel3),
            (stride1, stride2, stride3),
            (dilation1, dilation2, dilation3),
        )

    return function


def _strides_ignored(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    return _grown(kernels, (1, 1, 1), dilations) + 0 * sum(strides)


def _dilations_ignored(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    return _grown(kernels, strides, (1, 1, 1)) + 0 * sum(dilations)


def _own_stride_counted(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 1
    jump: Any = 1
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        jump = jump * stride
        size = size + dilation * (kernel - 1) * jump
    return size


def _previous_stride_only(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 1
    for kernel, jump, dilation in zip(kernels, (1, *strides[:2]), dilations, strict=True):
        size = size + dilation * (kernel - 1) * jump
    return size


def _strides_added(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 1
    jump: Any = 0
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        size = size + dilation * (kernel - 1) * np.maximum(jump, 1)
        jump = jump + stride
    return size


def _sizes_summed(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 0
    for kernel, stride in zip(kernels, strides, strict=True):
        # a layer of kernel and stride 1 is how a shorter stack is written
        size = size + np.where((kernel == 1) & (stride == 1), 0, kernel)
    return size + 0 * sum(dilations)


def _pooling_left_out(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 1
    jump: Any = 1
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        is_pooling = (kernel == stride) & (stride > 1)
        size = size + np.where(is_pooling, 0, dilation * (kernel - 1) * jump)
        jump = jump * np.where(is_pooling, 1, stride)
    return size


def _without_the_pixel(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    return _grown(kernels, strides, dilations) - 1


def _grown(kernels: Columns, strides: Columns, dilations: Columns) -> Any:
    size: Any = 1
    jump: Any = 1
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        size = size + dilation * (kernel - 1) * jump
        jump = jump * stride
    return size


STRIDED = (
    Misconception(
        id="strides-ignored",
        version=1,
        title="Strides left out",
        solver="strided_receptive_field",
        function=_of_three_layers(_strides_ignored),
        explain=(
            "You left the strides out. After a layer with stride, neighbouring values lie that "
            "many input pixels apart, so every later layer reaches further: multiply what it adds "
            "by all the strides before it."
        ),
        source=f"RMIT COSC2779, tutorial 5, question 4: 10 for 14; {_CALCULATOR}",
    ),
    Misconception(
        id="own-stride-counted",
        version=1,
        title="A layer's own stride counted",
        solver="strided_receptive_field",
        function=_of_three_layers(_own_stride_counted),
        explain=(
            "You multiplied what a layer adds by its own stride too. A layer's stride spreads its "
            "outputs, which only the layers after it see: use the strides before it. For the first "
            r"layer that is 1, so it adds ${{kernel1}} - 1$ pixels."
        ),
        source=f"{_CALCULATOR} warns of it: two 3x3 layers of stride 2 see 7 pixels, not 13",
    ),
    Misconception(
        id="previous-stride-only",
        version=1,
        title="Only the previous stride counted",
        solver="strided_receptive_field",
        function=_of_three_layers(_previous_stride_only),
        explain=(
            "You used the stride of one layer only. The strides multiply up: before the "
            r"third layer, neighbouring values lie ${{stride1}}\cdot{{stride2}}$ input pixels "
            "apart."
        ),
        source="Original: jump taken from one layer instead of the product of all",
    ),
    Misconception(
        id="dilations-ignored",
        version=1,
        title="Dilations left out",
        solver="strided_receptive_field",
        function=_of_three_layers(_dilations_ignored),
        explain=(
            "You left the dilation out. A dilated filter has its taps further apart, so a layer "
            "adds $D(F - 1)$ steps to the field instead of $F - 1$."
        ),
        source="RMIT COSC2779, tutorial 5, question 5: 14 for 18",
    ),
    Misconception(
        id="window-sizes-summed",
        version=1,
        title="Window sizes added up",
        solver="strided_receptive_field",
        function=_of_three_layers(_sizes_summed),
        explain=(
            "You added up the window sizes. Start from one pixel instead; a layer then adds "
            "$F - 1$ steps, each as long as the product of the strides before it."
        ),
        source="https://cs231n.github.io/convolutional-networks/ on three stacked 3x3 layers",
    ),
    Misconception(
        id="pooling-left-out",
        version=1,
        title="Pooling left out",
        solver="strided_receptive_field",
        function=_of_three_layers(_pooling_left_out),
        explain=(
            "You left the pooling out. It has no weights, but it looks at a window and has a "
            "stride, and both widen the field just as those of a convolution do."
        ),
        source="https://github.com/kkrunal77/EVA/blob/master/7.md: 5 for 6 in a VGG block",
    ),
    Misconception(
        id="strided-field-forgot-one",
        version=1,
        title="The pixel itself not counted",
        solver="strided_receptive_field",
        function=_of_three_layers(_without_the_pixel),
        explain=(
            "You added up what the layers bring and left out what they bring it to: the one pixel "
            r"to start from. Check with the first layer alone, which sees ${{kernel1}}$ pixels."
        ),
        source="Original: the 1 that every receptive field starts from",
    ),
    Misconception(
        id="strides-added",
        version=1,
        title="Strides added up",
        solver="strided_receptive_field",
        function=_of_three_layers(_strides_added),
        explain=(
            "You added the strides. A step of the second layer is several steps of the first, so "
            r"after the two layers neighbouring values lie ${{stride1}}\cdot{{stride2}}$ input "
            "pixels apart: strides multiply."
        ),
        source="Original: sum instead of product of the strides",
    ),
)
