"""What a computation comes upon on its way: a rest that is dropped, padding, a stride, dilation.

Two variants with the same trace ask for the same steps, whatever their numbers; strata are made
of it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

Trace: TypeAlias = Mapping[str, Any]

STEPS = ("floor_active", "padded", "strided", "dilated")
"""Names of what may be come upon, each true or false."""


def _of_positions(
    size: Any,
    kernel: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: Any = False,
) -> Trace:
    step = kernel if stride is None else stride
    travel = size + 2 * padding - dilation * (kernel - 1) - 1
    return {
        # In ceil mode the rest is not dropped, but it asks for a decision all the same.
        "floor_active": np.not_equal(travel % step, 0),
        "padded": np.greater(padding, 0),
        "strided": np.greater(step, 1),
        "dilated": np.greater(dilation, 1),
    }


def _of_same_padding(kernel: Any, *, dilation: Any = 1) -> Trace:
    return {"dilated": np.greater(dilation, 1)}


def _of_tensorflow(size: Any, kernel: Any, *, stride: Any = 1, dilation: Any = 1) -> Trace:
    return {
        "floor_active": np.not_equal(size % stride, 0),
        "strided": np.greater(stride, 1),
        "dilated": np.greater(dilation, 1),
    }


def _of_an_image(height: Any, width: Any, *, padding: Any) -> Trace:
    return {"padded": np.greater(padding, 0)}


def _of_a_stack(size: Any, layers: Any, kernel: Any, *, padding: Any = 0) -> Trace:
    return {"padded": np.greater(padding, 0)}


def _of_fitting_layers(size: Any, kernel: Any) -> Trace:
    return {"floor_active": np.not_equal((size - 1) % (kernel - 1), 0)}


def _of_reaching_layers(field: Any, kernel: Any) -> Trace:
    return {"floor_active": np.not_equal((field - 1) % (kernel - 1), 0)}


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
) -> Trace:
    later = [(stride1, kernel2), (stride1, kernel3), (stride2, kernel3)]
    return {
        # A stride matters only where a layer with more than one tap follows.
        "strided": np.any([(s > 1) & (k > 1) for s, k in _columns(later)], axis=0),
        "dilated": np.any(
            [np.greater(d, 1) for (d,) in _columns([(dilation1,), (dilation2,), (dilation3,)])],
            axis=0,
        ),
    }


def _columns(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the values with all of them of one length."""
    shape = np.broadcast_shapes(*(np.shape(value) for row in rows for value in row))
    return [tuple(np.broadcast_to(value, shape) for value in row) for row in rows]


TRACES: Mapping[str, Callable[..., Trace]] = MappingProxyType(
    {
        "conv_output_size": _of_positions,
        "conv_tiles_exactly": _of_positions,
        "pool_output_size": _of_positions,
        "same_padding": _of_same_padding,
        "tensorflow_same_padding": _of_tensorflow,
        "padding_zeros": _of_an_image,
        "stack_output_size": _of_a_stack,
        "layers_that_fit": _of_fitting_layers,
        "layers_to_reach": _of_reaching_layers,
        "strided_receptive_field": _of_a_field,
    }
)
"""By name of the solver function; each takes what that function takes, numbers or columns."""
