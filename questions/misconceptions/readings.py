"""Misreadings of axes, shares and conventions; a question gives what each of them leads to."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception

_D2L = (
    "https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html counts both "
    "sides, CS231n and PyTorch one"
)


def _of_a_convolution(
    size: Any, kernel: Any, *, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    """Return NaN: the mistake is about what the size alone does not tell."""
    return np.nan + 0 * (size + kernel + stride + padding + dilation)


def _of_a_pooling(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    """Return NaN: the mistake is about what the size alone does not tell."""
    return np.nan + 0 * (size + kernel + padding + dilation + np.asarray(ceil_mode))


def _of_a_field(
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
    """Return NaN: the mistake is about what the width of the field alone does not tell."""
    layers = kernel1 + stride1 + kernel2 + stride2 + kernel3 + stride3
    return np.nan + 0 * (layers + dilation1 + dilation2 + dilation3)


READINGS = (
    Misconception(
        id="filter-sides-swapped",
        version=1,
        title="Height and width of the filter swapped",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You used the filter's width along the height of the image and the other way round. "
            "Sizes are given as height times width here: rows go with rows."
        ),
        source="Survey of conv2d implementations: kernel axes swapped",
    ),
    Misconception(
        id="one-axis-for-both",
        version=1,
        title="One axis computed for both",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You used the result of one axis for both. This input is not square, so compute "
            "height and width one after the other."
        ),
        source="Survey of conv2d implementations: square output assumed",
    ),
    Misconception(
        id="axes-in-another-order",
        version=1,
        title="Channels at the end",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You put the channels at the end, as TensorFlow does by default. Here they come right "
            "after the batch: batch, channels, height, width."
        ),
        source="Keras, documentation of Conv2D: data_format",
    ),
    Misconception(
        id="dilated-span-is-the-product",
        version=1,
        title="Dilation times filter size",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            r"You multiplied dilation and filter size. Between ${{kernel}}$ taps there are only "
            r"${{kernel}} - 1$ distances of ${{dilation}}$ pixels, and the first tap is a pixel of "
            "its own."
        ),
        source="Original: D F instead of D(F - 1) + 1",
    ),
    Misconception(
        id="share-of-one-axis",
        version=1,
        title="Share of one axis only",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You looked at one axis. Rows are left out as well as columns, so the shares of both "
            "axes multiply."
        ),
        source="https://cs231n.github.io/convolutional-networks/: 2x2 pooling discards 75 %, "
        "not 50 %",
    ),
    Misconception(
        id="positions-of-one-axis",
        version=1,
        title="Positions in one row only",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You counted the positions along one axis. The filter takes all of them in each row "
            "of positions: multiply height and width."
        ),
        source="Original: the output's width instead of its number of values",
    ),
    Misconception(
        id="rest-instead-of-what-is-missing",
        version=1,
        title="Rest added, not what is missing",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You added the remainder of the division. That is already there beyond the last whole "
            "step; what is missing is the stride less the remainder."
        ),
        source="Original: remainder instead of its complement",
    ),
    Misconception(
        id="both-sides-taken-for-one",
        version=1,
        title="Total padding taken for one side",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You took the total padding for that of each side, so it came in twice. Here the "
            "number already counts both sides together."
        ),
        source=_D2L,
    ),
    Misconception(
        id="inverse-kept-the-start",
        version=1,
        title="Starting position not taken away",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You took as many steps as there are output positions. One position is the start and "
            "takes no step: take 1 away from the output size before you multiply by the stride."
        ),
        source="Original: the formula solved backwards without its + 1",
    ),
    Misconception(
        id="inverse-without-padding",
        version=1,
        title="Padding left out on the way back",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            r"You left the padding out. The filter slides over the padded input, which is $2P$ "
            "pixels wider than the input."
        ),
        source="Original: the formula solved backwards without its 2P",
    ),
    Misconception(
        id="pool-divides-the-channels",
        version=1,
        title="Channels pooled too",
        solver="pool_output_size",
        function=_of_a_pooling,
        explain=(
            "You divided the channels too. Each channel is pooled on its own, so there are "
            "as many channels after it as before it."
        ),
        source="Coursera DL.ai C4W1 quiz, distractors 22x22x7 and 66x66x7",
    ),
    Misconception(
        id="pool-has-weights",
        version=1,
        title="Weights in a pooling layer",
        solver="pool_output_size",
        function=_of_a_pooling,
        explain=(
            "You counted a weight for each place of the window. Taking a maximum or an average "
            "needs no number that could be learned."
        ),
        source="https://github.com/SurajMandal14/Study-mate num_dl.md lists it; the 1998 LeNet-5 "
        "subsampling does have two per map",
    ),
    Misconception(
        id="stride-taken-for-the-overlap",
        version=1,
        title="Stride taken for the overlap",
        solver="pool_output_size",
        function=_of_a_pooling,
        explain=(
            "You gave the stride. It is how far the next window is moved; what the two share is "
            "the part of the window that the move does not leave."
        ),
        source="Original: step and overlap mixed up",
    ),
    Misconception(
        id="same-rounded-down",
        version=1,
        title="SAME rounded down",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You rounded down. In TensorFlow's mode SAME the padding makes room for the last "
            "position, so the number of positions is rounded up."
        ),
        source="https://github.com/Minh-An/self-driving-car: 14 by hand, 16 from tf.nn.conv2d",
    ),
    Misconception(
        id="complement-counted",
        version=1,
        title="The others counted",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You counted those that are not asked for. Take them away from the number of all of "
            "them."
        ),
        source="Original: a set and its complement mixed up",
    ),
    Misconception(
        id="zeros-counted-not-positions",
        version=1,
        title="Zeros counted instead of positions",
        solver="conv_output_size",
        function=_of_a_convolution,
        explain=(
            "You counted the zeros of the padding. The question asks for positions of the filter, "
            "and one position may cover many of these zeros."
        ),
        source="Original: what is covered taken for what covers it",
    ),
    Misconception(
        id="counted-one-too-far",
        version=1,
        title="One too far",
        solver="strided_receptive_field",
        function=_of_a_field,
        explain=(
            "You went one pixel too far. The first pixel is one of those that are counted, so the "
            "last one lies one less than the width behind it."
        ),
        source="Original: fence posts and distances mixed up",
    ),
    Misconception(
        id="centre-of-the-field",
        version=1,
        title="Centre instead of the end",
        solver="strided_receptive_field",
        function=_of_a_field,
        explain=(
            "You gave the pixel in the middle of the region. One of its ends is asked for, "
            "which lies half of the width away."
        ),
        source="Araujo, Norris and Sim, Computing receptive fields of convolutional neural "
        "networks, Distill 2019: centre and borders of the field",
    ),
    Misconception(
        id="first-instead-of-last",
        version=1,
        title="First instead of last",
        solver="strided_receptive_field",
        function=_of_a_field,
        explain=(
            "You gave the first pixel of the region. The last one is asked for, which lies at the "
            "other end of it."
        ),
        source="Original: one end of a region taken for the other",
    ),
)
