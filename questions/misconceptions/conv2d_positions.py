"""Programs that place the windows wrongly, or too many or too few of them."""

from questions.misconceptions.conv2d_windows import (
    Array,
    add_up,
    as_float,
    correlate,
    pad,
    windows,
    windows_beyond,
)
from questions.misconceptions.model import Misconception

_SURVEY = "Survey of conv2d implementations"


def _without_plus_one(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    padded = pad(x, padding)
    rows, columns = (
        (n - f) // stride for n, f in zip(padded.shape[-2:], k.shape[-2:], strict=True)
    )
    return correlate(padded, k, stride)[..., :rows, :columns]


def _rounded_up(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    padded = pad(x, padding)
    out = [-(-(n - f) // stride) + 1 for n, f in zip(padded.shape[-2:], k.shape[-2:], strict=True)]
    return add_up(windows_beyond(padded, k.shape[-2:], stride, out), k)


def _padded_over_stride(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    padded = pad(x, padding)
    out = [n // stride for n in padded.shape[-2:]]
    return add_up(windows_beyond(padded, k.shape[-2:], stride, out), k)


def _square_output(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    out = correlate(pad(x, padding), k, stride)
    rows, columns = out.shape[-2:]
    if rows > columns:
        raise IndexError(f"column {columns} of windows, of which there are {columns}")
    return out[..., :rows]


def _stride_not_applied(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    return correlate(pad(x, padding), k, 1)


def _stride_in_size_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    dense = correlate(pad(x, padding), k, 1)
    rows, columns = ((n - 1) // stride + 1 for n in dense.shape[-2:])
    return dense[..., :rows, :columns]


def _stride_on_rows_only(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    dense = correlate(pad(x, padding), k, 1)
    return dense[..., ::stride, : (dense.shape[-1] - 1) // stride + 1]


def _stride_on_columns_only(
    image: Array, kernel: Array, stride: int = 1, padding: int = 0
) -> Array:
    x, k = as_float(image, kernel)
    dense = correlate(pad(x, padding), k, 1)
    return dense[..., : (dense.shape[-2] - 1) // stride + 1, ::stride]


def _stride_is_kernel(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    x, k = as_float(image, kernel)
    every = windows(pad(x, padding), k.shape[-2:], 1)
    return add_up(every[..., :: k.shape[-2], :: k.shape[-1], :, :], k)


POSITIONS = (
    Misconception(
        id="output-size-without-plus-one",
        version=1,
        title="Output size without the + 1",
        solver="conv2d",
        function=_without_plus_one,
        explain=(
            "Your output is one row and one column short. $(W - F + 2P)/S$ counts the steps of the "
            "kernel; it also stands at its starting position, so add 1."
        ),
        source="PyTorch forum, Determining size of FC layer after Conv layer: 144 for 400",
    ),
    Misconception(
        id="output-rounded-up",
        version=1,
        title="The output size is rounded up",
        solver="conv2d",
        function=_rounded_up,
        explain=(
            "Where the stride does not divide the kernel's travel, you compute one position too "
            "many: its window sticks out over the end. Round the number of steps down with `//`."
        ),
        source=f"{_SURVEY}: ceil instead of floor",
    ),
    Misconception(
        id="output-is-padded-size-over-stride",
        version=1,
        title="Kernel size left out of the output size",
        solver="conv2d",
        function=_padded_over_stride,
        explain=(
            "Your output is the padded size divided by the stride. The kernel takes up room of its "
            "own: there are $(W - F + 2P)$ pixels to travel, so $\\lfloor (W - F + 2P)/S \\rfloor "
            "+ 1$ positions."
        ),
        source=f"{_SURVEY}: output size = padded // stride",
    ),
    Misconception(
        id="square-output-assumed",
        version=1,
        title="The image is taken to be square",
        solver="conv2d",
        function=_square_output,
        explain=(
            "Your output is always square. Compute its height from the image's height and its "
            "width from the image's width."
        ),
        source=f"{_SURVEY}: square output assumed",
    ),
    Misconception(
        id="stride-not-applied",
        version=1,
        title="The stride is not used",
        solver="conv2d",
        function=_stride_not_applied,
        explain=(
            "Your results are those of stride 1. The output cell $(i, j)$ looks at the window that "
            "starts at row $iS$ and column $jS$, and there are fewer of them."
        ),
        source=f"{_SURVEY}: stride ignored",
    ),
    Misconception(
        id="stride-in-size-only",
        version=1,
        title="The stride is used for the size only",
        solver="conv2d",
        function=_stride_in_size_only,
        explain=(
            "Your output has the right shape, but its windows lie one pixel apart. The output cell "
            "$(i, j)$ looks at the window that starts at row $iS$ and column $jS$, not at $(i, j)$."
        ),
        source="https://github.com/mengxinZHANG/numpy-realizes-CNN/issues/2",
    ),
    Misconception(
        id="stride-on-rows-only",
        version=1,
        title="The stride is used for the rows only",
        solver="conv2d",
        function=_stride_on_rows_only,
        explain=(
            "Your windows move by the stride from row to row, and by one pixel from column to "
            "column. Multiply the column index by the stride too."
        ),
        source="Original: one of the two products with the stride left out",
    ),
    Misconception(
        id="stride-on-columns-only",
        version=1,
        title="The stride is used for the columns only",
        solver="conv2d",
        function=_stride_on_columns_only,
        explain=(
            "Your windows move by the stride from column to column, and by one pixel from row to "
            "row. Multiply the row index by the stride too."
        ),
        source="Original: one of the two products with the stride left out",
    ),
    Misconception(
        id="stride-is-kernel-size",
        version=1,
        title="The windows do not overlap",
        solver="conv2d",
        function=_stride_is_kernel,
        explain=(
            "Your windows lie side by side. That is how pooling moves; here a window moves by "
            "`stride`, however large the kernel is."
        ),
        source="Survey of pooling implementations: stride forced to the kernel size",
    ),
)
