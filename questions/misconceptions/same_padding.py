"""Wrong paddings that should keep the size."""

from typing import Any

from questions.misconceptions.model import Misconception


def _rounded_up_half(kernel: Any, *, dilation: Any = 1) -> Any:
    return (dilation * (kernel - 1) + 2) // 2


def _half_kernel(kernel: Any, *, dilation: Any = 1) -> Any:
    return (dilation * (kernel - 1) + 1) / 2


def _both_sides_together(kernel: Any, *, dilation: Any = 1) -> Any:
    return dilation * (kernel - 1)


def _always_one(kernel: Any, *, dilation: Any = 1) -> Any:
    return 1 + 0 * (kernel + dilation)


def _whole_kernel(kernel: Any, *, dilation: Any = 1) -> Any:
    return kernel + 0 * dilation


SAME_PADDING = (
    Misconception(
        id="half-kernel-rounded-up",
        version=1,
        title="Half of the filter, rounded up",
        solver="same_padding",
        function=_rounded_up_half,
        explain=(
            r"You took $(F + 1)/2$. An output as wide as the input needs "
            r"$W - F + 2P + 1 = W$, so $2P = F - 1 = {{kernel}} - 1$: the filter's centre costs no "
            "pixel, only those beside it do."
        ),
        source="GitHub markdown The Basics of ConvNet (code-index record 40183521130): 4 for 7",
    ),
    Misconception(
        id="half-kernel",
        version=1,
        title="Half of the filter",
        solver="same_padding",
        function=_half_kernel,
        explain=(
            r"You took half of the filter, $F/2$. The pixel in the filter's centre lies on the "
            r"image itself; only the other ${{kernel}} - 1 = {{kernel - 1}}$ reach beyond, half of "
            "them on each side."
        ),
        source="https://github.com/jamesmullenbach/caml-mimic/issues/3 pads k // 2",
    ),
    Misconception(
        id="both-sides-together",
        version=1,
        title="Both sides together",
        solver="same_padding",
        function=_both_sides_together,
        explain=(
            r"You gave the padding of both sides together, $F - 1 = {{kernel - 1}}$. The question "
            "asks for the padding on each side, which is half of that."
        ),
        source="https://d2l.ai/chapter_convolutional-neural-networks/padding-and-strides.html "
        "counts both sides, CS231n and PyTorch one",
    ),
    Misconception(
        id="padding-always-one",
        version=1,
        title="Padding of 1 for every filter",
        solver="same_padding",
        function=_always_one,
        explain=(
            r"You padded by 1, which keeps the size for a $3\times3$ filter only. A filter of size "
            r"${{kernel}}$ loses ${{kernel}} - 1 = {{kernel - 1}}$ pixels of width, and the "
            "padding has to make up for all of them."
        ),
        source="Original: the habit that 3x3 filters form",
    ),
    Misconception(
        id="padding-as-large-as-the-kernel",
        version=1,
        title="Padding as large as the filter",
        solver="same_padding",
        function=_whole_kernel,
        explain=(
            r"You padded by the whole filter, ${{kernel}}$. Check it: "
            r"$W - {{kernel}} + 2\cdot{{kernel}} + 1$ is more than $W$. What has to be "
            r"made up for is $F - 1$, over both sides."
        ),
        source="Original: P = F instead of P = (F - 1)/2",
    ),
)
