"""Wrong output sizes of a convolution. Letters in the text are the lesson's: W, F, P, S."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_CS231N = "https://cs231n.github.io/convolutional-networks/"


def _span(kernel: Any, dilation: Any) -> Any:
    return dilation * (kernel - 1) + 1


def _positions(travel: Any, stride: Any) -> Any:
    """Return floor(travel / stride) + 1, and NaN where the kernel would not fit."""
    return np.where(travel >= 0, travel // stride + 1, np.nan)


def _padding_counted_once(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return _positions(size - _span(kernel, dilation) + padding, stride)


def _padding_ignored(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return _positions(size - _span(kernel, dilation), stride)


def _forgot_plus_one(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return (size - _span(kernel, dilation) + 2 * padding) // stride


def _one_added_before_dividing(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return (size - _span(kernel, dilation) + 2 * padding + 1) // stride


def _rounded_up(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return -((_span(kernel, dilation) - size - 2 * padding) // stride) + 1


def _left_unrounded(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return (size - _span(kernel, dilation) + 2 * padding) / stride + 1


def _stride_ignored(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return size - _span(kernel, dilation) + 2 * padding + 1


def _stride_only(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return -(-size // stride)


def _kernel_not_subtracted(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return (size + 2 * padding) // stride


def _size_kept(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return size + 0 * (kernel + stride + padding + dilation)


def _needs_the_depth(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    """Return NaN: the mistake is about the depth, which a question gives as ``values``."""
    return np.nan + 0 * (size + kernel + stride + padding + dilation)


def _dilation_ignored(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return _positions(size - kernel + 2 * padding, stride)


def _dilation_counted_as_holes(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    return _positions(size - _span(kernel, dilation + 1) + 2 * padding, stride)


OUTPUT_SIZE = (
    Misconception(
        id="padding-counted-once",
        version=1,
        title="Padding counted once",
        solver="conv_output_size",
        function=_padding_counted_once,
        explain=(
            "You counted the padding once. There is padding on both sides, so it adds "
            r"$2P = 2\cdot{{padding}} = {{2*padding}}$ pixels to the width, not "
            r"$P = {{padding}}$. Start again from ${{size}} + {{2*padding}}$ pixels."
        ),
        source="https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html "
        "writes the formula with the total of both sides, CS231n and PyTorch with one side",
    ),
    Misconception(
        id="padding-ignored",
        version=1,
        title="Padding left out",
        solver="conv_output_size",
        function=_padding_ignored,
        explain=(
            "You left the padding out. The input is ringed with zeros before the filter slides, "
            r"so the width to slide over is $W + 2P = {{size}} + 2\cdot{{padding}} = "
            r"{{size + 2*padding}}$, not ${{size}}$."
        ),
        source="https://www.debug.school/rakeshdevcotocus_468/numericals-to-calculate-"
        "convolution-layer-output-sizefilterpaddingstride-3jf4 publishes 5x7 for 7x9",
    ),
    Misconception(
        id="forgot-plus-one",
        version=1,
        title="Starting position not counted",
        solver="conv_output_size",
        function=_forgot_plus_one,
        explain=(
            "You counted the steps, and the output counts positions. The filter stands at its "
            "starting position before it takes the first step, so there is one position more "
            "than there are steps: add 1 at the end."
        ),
        source="TensorFlow 1.x Deep Learning Cookbook (Packt) prints 23 for 28 and a 5x5 filter",
    ),
    Misconception(
        id="one-added-before-dividing",
        version=1,
        title="1 added before dividing",
        solver="conv_output_size",
        function=_one_added_before_dividing,
        explain=(
            "You added the 1 before dividing by the stride. The 1 stands for the starting "
            r"position, which is there whatever the stride: divide "
            r"$W - F + 2P$ by $S = {{stride}}$ first, then add 1."
        ),
        source="Original: the order of operations in CS231n's formula",
    ),
    Misconception(
        id="rounded-up",
        version=1,
        title="Rounded up",
        solver="conv_output_size",
        function=_rounded_up,
        explain=(
            r"You rounded up. The stride, {{stride}}, does not divide the filter's travel, and "
            "after the last whole step the filter would stick out over the end. That position "
            "does not count: round down before you add 1."
        ),
        source="https://github.com/SurajMandal14/Study-mate num_dl.md; Caffe's pooling does "
        "round up",
    ),
    Misconception(
        id="left-unrounded",
        version=1,
        title="Not rounded",
        solver="conv_output_size",
        function=_left_unrounded,
        explain=(
            "You kept the fraction. Nobody can place a part of a filter: frameworks round the "
            "number of steps down, and leave the last pixels of the input unused."
        ),
        source=f"{_CS231N} gets 4.5 for 10, 3, 0, 2 and calls it invalid",
    ),
    Misconception(
        id="stride-ignored",
        version=1,
        title="Stride left out",
        solver="conv_output_size",
        function=_stride_ignored,
        explain=(
            r"You left the stride out. The filter jumps ${{stride}}$ pixels at a time, so its "
            r"travel of ${{size}} - {{dilation*(kernel - 1) + 1}} + {{2*padding}}$ pixels "
            r"takes only one step for every ${{stride}}$ of them."
        ),
        source="Two of the bugs in the survey of conv2d implementations ignore the stride",
    ),
    Misconception(
        id="stride-only",
        version=1,
        title="Size divided by the stride",
        solver="conv_output_size",
        function=_stride_only,
        explain=(
            r"You divided the input size by the stride, ${{size}} / {{stride}}$. That is the rule "
            "of TensorFlow's SAME mode, which chooses its own padding. Here the padding is given, "
            r"and the filter's size counts too: divide its travel $W - F + 2P$."
        ),
        source="Udacity's CNN lesson, https://github.com/Minh-An/self-driving-car: 14 by hand, 16 "
        "from tf.nn.conv2d",
    ),
    Misconception(
        id="kernel-not-subtracted",
        version=1,
        title="Filter size left out",
        solver="conv_output_size",
        function=_kernel_not_subtracted,
        explain=(
            "You divided the whole padded width by the stride. The filter itself takes up "
            r"${{kernel}}$ pixels of it, so its left edge can only travel $W - F + 2P$ pixels; "
            "then add 1 for the starting position."
        ),
        source="Survey of conv2d implementations: output size = padded size // stride",
    ),
    Misconception(
        id="size-kept",
        version=1,
        title="Same size assumed",
        solver="conv_output_size",
        function=_size_kept,
        explain=(
            r"You gave the size of the input. It stays ${{size}}$ only at stride 1 with a padding "
            r"of half the filter on each side; here the stride is ${{stride}}$, the filter "
            r"${{kernel}}$ and the padding ${{padding}}$. Use the formula."
        ),
        source="Udacity's CNN lesson on SAME, https://github.com/Minh-An/self-driving-car",
    ),
    Misconception(
        id="dilation-ignored",
        version=1,
        title="Dilation left out",
        solver="conv_output_size",
        function=_dilation_ignored,
        explain=(
            r"You left the dilation out. With dilation ${{dilation}}$ the ${{kernel}}$ taps are "
            r"spread over ${{dilation}}\cdot({{kernel}} - 1) + 1 = "
            r"{{dilation*(kernel - 1) + 1}}$ pixels: use that as the filter's size."
        ),
        source="Survey of conv2d implementations: dilation ignored",
    ),
    Misconception(
        id="dilation-counted-as-holes",
        version=1,
        title="Dilation counted as holes",
        solver="conv_output_size",
        function=_dilation_counted_as_holes,
        explain=(
            r"You took dilation ${{dilation}}$ as ${{dilation}}$ skipped pixels between two taps. "
            r"Here it is the distance between two taps, 1 being a dense filter, so the filter "
            r"spans $D(F - 1) + 1 = {{dilation*(kernel - 1) + 1}}$ pixels."
        ),
        source=f"{_CS231N} counts 0 as dense, arXiv:1603.07285 and PyTorch 1",
    ),
    Misconception(
        id="depth-kept",
        version=1,
        title="Depth of the input kept",
        solver="conv_output_size",
        function=_needs_the_depth,
        explain=(
            "You kept the depth of the input. Each filter spans the whole depth and gives one map, "
            "so the output is as deep as there are filters."
        ),
        source="GitHub markdown The Basics of ConvNet (code-index record 40183521130): 29x29x16 "
        "for 29x29x32",
    ),
    Misconception(
        id="one-map-only",
        version=1,
        title="One map only",
        solver="conv_output_size",
        function=_needs_the_depth,
        explain=(
            "You counted the positions of one map. Each filter of the layer gives such a map, so "
            "there are as many maps as filters."
        ),
        source="https://cs231n.github.io/convolutional-networks/: 55*55*96 = 290,400 neurons",
    ),
)
