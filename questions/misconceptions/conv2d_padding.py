"""Programs that pad in a wrong way."""

from questions.misconceptions.conv2d_windows import (
    Array,
    as_float,
    correlate,
    pad,
    pad_sides,
)
from questions.misconceptions.model import Misconception

_SURVEY = "Survey of conv2d implementations"


def _not_applied(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(x, k, stride)


def _before_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad_sides(x, (padding, 0), (padding, 0)), k, stride)


def _after_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad_sides(x, (0, padding), (0, padding)), k, stride)


def _rows_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad_sides(x, (padding, padding), (0, 0)), k, stride)


def _columns_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad_sides(x, (0, 0), (padding, padding)), k, stride)


def _split(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    halves = (padding // 2, padding - padding // 2)
    return correlate(pad_sides(x, halves, halves), k, stride)


def _edge(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    ring = (padding, padding)
    return correlate(pad_sides(x, ring, ring, "edge"), k, stride)


def _reflect(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    ring = (padding, padding)
    return correlate(pad_sides(x, ring, ring, "reflect"), k, stride)


def _wrap(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    ring = (padding, padding)
    return correlate(pad_sides(x, ring, ring, "wrap"), k, stride)


def _doubled(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, 2 * padding), k, stride)


def _always_same(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    rows, columns = (((side - 1) // 2, side // 2) for side in k.shape[-2:])
    return correlate(pad_sides(x, rows, columns), k, stride)


PADDING = (
    Misconception(
        id="padding-not-applied",
        version=1,
        title="The padding is not used",
        solver="conv2d",
        function=_not_applied,
        explain=(
            "Your results are those without padding. Ring the image with `padding` zeros on each "
            "of its four sides first, and slide the kernel over that larger image."
        ),
        source=f"{_SURVEY}: padding ignored",
    ),
    Misconception(
        id="padding-before-only",
        version=1,
        title="Padding above and on the left only",
        solver="conv2d",
        function=_before_only,
        explain=(
            "You add zeros above and on the left only. The padding goes around the image: below "
            "and on the right there are as many zeros."
        ),
        source=f"{_SURVEY}: padding added on one side only",
    ),
    Misconception(
        id="padding-after-only",
        version=1,
        title="Padding below and on the right only",
        solver="conv2d",
        function=_after_only,
        explain=(
            "You add zeros below and on the right only. The padding goes around the image: above "
            "and on the left there are as many zeros."
        ),
        source=f"{_SURVEY}: padding added on one side only",
    ),
    Misconception(
        id="padding-of-rows-only",
        version=1,
        title="Padding above and below only",
        solver="conv2d",
        function=_rows_only,
        explain=(
            "You add zeros above and below only. The padding goes around the image: on the left "
            "and on the right there are as many zeros."
        ),
        source=f"{_SURVEY}: padding of one axis only",
    ),
    Misconception(
        id="padding-of-columns-only",
        version=1,
        title="Padding left and right only",
        solver="conv2d",
        function=_columns_only,
        explain=(
            "You add zeros on the left and on the right only. The padding goes around the image: "
            "above and below there are as many zeros."
        ),
        source=f"{_SURVEY}: padding of one axis only",
    ),
    Misconception(
        id="padding-split",
        version=1,
        title="The padding is split over two sides",
        solver="conv2d",
        function=_split,
        explain=(
            "You share `padding` out between two opposite sides. It is the number of zeros on each "
            "side, so an axis grows by twice as many."
        ),
        source=f"{_SURVEY}: padding split over both sides (P total)",
    ),
    Misconception(
        id="padding-doubled",
        version=1,
        title="The padding is used twice",
        solver="conv2d",
        function=_doubled,
        explain=(
            "You add twice as many zeros as asked for. `padding` is the number of zeros on each "
            "side; the 2 in $2P$ comes from there being two sides."
        ),
        source="Original: 2P put on each side",
    ),
    Misconception(
        id="edge-padding",
        version=1,
        title="Padded with the border's pixels",
        solver="conv2d",
        function=_edge,
        explain=("You pad with copies of the border's pixels. The padding of this task is zeros."),
        source="https://prof.lexailabs.com/practice/build-cnn-02-conv2d-padding-stride tests it",
    ),
    Misconception(
        id="reflect-padding",
        version=1,
        title="Padded with the mirrored image",
        solver="conv2d",
        function=_reflect,
        explain=("You pad with the mirrored image. The padding of this task is zeros."),
        source=f"{_SURVEY}: reflect padding",
    ),
    Misconception(
        id="wrap-padding",
        version=1,
        title="Padded with the opposite side",
        solver="conv2d",
        function=_wrap,
        explain=(
            "You pad with pixels of the opposite side, as if the image went on in a circle. The "
            "padding of this task is zeros."
        ),
        source=f"{_SURVEY}: wrap padding",
    ),
    Misconception(
        id="always-same-padding",
        version=1,
        title="Always padded to the same size",
        solver="conv2d",
        function=_always_same,
        explain=(
            "You pad so that the output is as large as the image, whatever `padding` says. Use the "
            "argument: with padding 0 the output is smaller than the image."
        ),
        source="Original: what scipy.signal.correlate2d does with mode same",
    ),
)
