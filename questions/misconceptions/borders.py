"""Wrong paddings of TensorFlow's mode SAME, and wrong numbers of zeros round an image."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception


def _as_if_stride_were_one(size: Any, kernel: Any, *, stride: Any = 1, dilation: Any = 1) -> Any:
    return dilation * (kernel - 1) + 0 * (size + stride)


def _one_step_too_many(size: Any, kernel: Any, *, stride: Any = 1, dilation: Any = 1) -> Any:
    out = -(-size // stride)
    return np.maximum(out * stride + dilation * (kernel - 1) + 1 - size, 0)


def _made_symmetric(size: Any, kernel: Any, *, stride: Any = 1, dilation: Any = 1) -> Any:
    out = -(-size // stride)
    total = np.maximum((out - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)
    return total + total % 2


def _half_the_kernel_twice(size: Any, kernel: Any, *, stride: Any = 1, dilation: Any = 1) -> Any:
    return 2 * (dilation * kernel // 2) + 0 * (size + stride)


_VALID_MODE = "https://github.com/Minh-An/self-driving-car: 14 by hand, 16 from tf.nn.conv2d"

TENSORFLOW_SAME = (
    Misconception(
        id="same-as-if-stride-were-one",
        version=1,
        title="Padding as if the stride were 1",
        solver="tensorflow_same_padding",
        function=_as_if_stride_were_one,
        explain=(
            r"You took $F - 1 = {{kernel - 1}}$, which is right at stride 1. With stride "
            r"${{stride}}$ the mode pads only as much as the last position needs: find where that "
            "position begins, and count the pixels that it lacks."
        ),
        source="https://github.com/vtjeng/MIPVerify.jl/pull/23: (1, 1) for (0, 1)",
    ),
    Misconception(
        id="same-one-step-too-many",
        version=1,
        title="One step too many",
        solver="tensorflow_same_padding",
        function=_one_step_too_many,
        explain=(
            "You counted a step for each output position. The first position is there without a "
            "step, so the last one begins one stride earlier: use one step less than there are "
            "positions."
        ),
        source="Original: N strides instead of N - 1 in TensorFlow's rule",
    ),
    Misconception(
        id="same-made-symmetric",
        version=1,
        title="Padding made equal on both sides",
        solver="tensorflow_same_padding",
        function=_made_symmetric,
        explain=(
            "You gave both sides the same padding. TensorFlow adds exactly what is missing; if "
            "that is odd, one pixel more goes to the end than to the beginning."
        ),
        source="https://github.com/taehoonlee/tensornets/issues/25, "
        "https://github.com/tensorflow/tensorflow/issues/7969: (3, 3) for (2, 3)",
    ),
    Misconception(
        id="same-half-the-kernel-twice",
        version=1,
        title="Half of the filter on each side",
        solver="tensorflow_same_padding",
        function=_half_the_kernel_twice,
        explain=(
            r"You padded each side by half of the filter. That is how PyTorch is often set up; "
            r"TensorFlow looks at the size, ${{size}}$, and at the stride, ${{stride}}$, and adds "
            "only what the last position lacks."
        ),
        source=_VALID_MODE,
    ),
)


def _corners_forgotten(height: Any, width: Any, *, padding: Any) -> Any:
    return 2 * padding * (height + width)


def _corners_twice(height: Any, width: Any, *, padding: Any) -> Any:
    return 2 * padding * (height + width + 4 * padding)


def _added_once(height: Any, width: Any, *, padding: Any) -> Any:
    return (height + padding) * (width + padding) - height * width


def _whole_image(height: Any, width: Any, *, padding: Any) -> Any:
    return (height + 2 * padding) * (width + 2 * padding)


PADDING_ZEROS = (
    Misconception(
        id="zeros-without-corners",
        version=1,
        title="Corners of the border left out",
        solver="padding_zeros",
        function=_corners_forgotten,
        explain=(
            "You counted a strip along each side, as long as the image's side. The four corners "
            r"are padded too: each of them has ${{padding}}\cdot{{padding}} = "
            r"{{padding*padding}}$ of the zeros."
        ),
        source="Original: perimeter times padding",
    ),
    Misconception(
        id="zeros-with-corners-twice",
        version=1,
        title="Corners of the border counted twice",
        solver="padding_zeros",
        function=_corners_twice,
        explain=(
            "You took all four strips over the full padded length. Then each corner belongs to two "
            r"strips and is counted twice; it holds ${{padding}}\cdot{{padding}}$ zeros once."
        ),
        source="Original: four strips of the padded length",
    ),
    Misconception(
        id="zeros-of-one-side",
        version=1,
        title="Border on one side of each axis only",
        solver="padding_zeros",
        function=_added_once,
        explain=(
            r"You made each side ${{padding}}$ px longer. There is padding at both ends, so "
            r"height and width both grow by $2\cdot{{padding}} = {{2*padding}}$."
        ),
        source="https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html "
        "counts both sides, CS231n and PyTorch one",
    ),
    Misconception(
        id="zeros-with-the-image",
        version=1,
        title="Whole padded image counted",
        solver="padding_zeros",
        function=_whole_image,
        explain=(
            "You counted the whole padded image. The pixels of the image itself are no padding: "
            r"take its ${{height}}\cdot{{width}}$ pixels away."
        ),
        source="Original: the padded image instead of what the padding adds",
    ),
)
