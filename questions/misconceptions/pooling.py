"""Wrong output sizes of a pooling layer."""

from typing import Any

import numpy as np

from questions.misconceptions.model import Misconception


def _travel(size: Any, kernel: Any, padding: Any, dilation: Any) -> Any:
    return size + 2 * padding - dilation * (kernel - 1) - 1


def _steps(travel: Any, stride: Any, ceil_mode: Any) -> Any:
    return np.where(ceil_mode, -(-travel // stride), travel // stride)


def _rounded_the_other_way(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    step = kernel if stride is None else stride
    return _steps(_travel(size, kernel, padding, dilation), step, np.logical_not(ceil_mode)) + 1


def _forgot_plus_one(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    step = kernel if stride is None else stride
    return _steps(_travel(size, kernel, padding, dilation), step, ceil_mode)


def _stride_one(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    return _travel(size, kernel, padding, dilation) + 1


def _stride_as_large_as_the_window(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    return _steps(_travel(size, kernel, padding, dilation), kernel, ceil_mode) + 1


def _padding_ignored(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    step = kernel if stride is None else stride
    return _steps(_travel(size, kernel, 0, dilation), step, ceil_mode) + 1


def _window_beyond_kept(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Any:
    step = kernel if stride is None else stride
    return _steps(_travel(size, kernel, padding, dilation), step, ceil_mode) + 1


POOLING = (
    Misconception(
        id="pool-rounded-the-other-way",
        version=1,
        title="Rounded the other way",
        solver="pool_output_size",
        function=_rounded_the_other_way,
        explain=(
            "You rounded the number of steps the other way. Pooling rounds down, so that every "
            "window lies inside the input, unless the layer is said to work in ceil mode."
        ),
        source="https://www.scribd.com/document/916050017/CNN-Numerical-1: 54.5 becomes 55",
    ),
    Misconception(
        id="pool-forgot-plus-one",
        version=1,
        title="First window not counted",
        solver="pool_output_size",
        function=_forgot_plus_one,
        explain=(
            "You counted the window's steps, and the output counts its positions. The first "
            "position is there before any step: add 1."
        ),
        source="PyTorch forum, Determining size of FC layer after Conv layer: 144 for 400",
    ),
    Misconception(
        id="pool-stride-one",
        version=1,
        title="Pooling with stride 1",
        solver="pool_output_size",
        function=_stride_one,
        explain=(
            "You moved the window by one pixel at a time. A pooling window moves by its stride, "
            r"and where no stride is given, by its own size, ${{kernel}}$."
        ),
        source="Survey of pooling implementations: stride defaults to 1",
    ),
    Misconception(
        id="pool-stride-as-large-as-the-window",
        version=1,
        title="Pooling without overlap",
        solver="pool_output_size",
        function=_stride_as_large_as_the_window,
        explain=(
            r"You moved the window by its own size, ${{kernel}}$. This layer has a stride of its "
            "own, so neighbouring windows overlap or leave gaps: divide by the stride."
        ),
        source="Survey of pooling implementations: stride forced to the kernel size",
    ),
    Misconception(
        id="pool-padding-ignored",
        version=1,
        title="Pooling without its padding",
        solver="pool_output_size",
        function=_padding_ignored,
        explain=(
            r"You left the padding out. It adds $2\cdot{{padding}} = {{2*padding}}$ pixels to the "
            "width that the window slides over."
        ),
        source="Survey of pooling implementations: padding ignored",
    ),
    Misconception(
        id="pool-window-beyond-kept",
        version=1,
        title="A window that starts beyond the input",
        solver="pool_output_size",
        function=_window_beyond_kept,
        explain=(
            "You rounded up and kept the last window. In ceil mode a window may hang over the end, "
            "but it has to start inside the input or the padding before it; one that starts in the "
            "padding behind it is dropped."
        ),
        source="https://github.com/pytorch/pytorch/issues/46929, "
        "https://github.com/tracel-ai/burn/issues/5791",
    ),
)
