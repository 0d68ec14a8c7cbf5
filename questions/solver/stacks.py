"""What a stack of equal layers does to sizes and fields, and how many layers something takes.

Every parameter is one number or a column of numbers; see questions.solver.parameters.
"""

from typing import overload

import numpy as np

from questions.solver.parameters import (
    Column,
    ColumnLike,
    Sizes,
    check_columns,
    multiply,
    read_column,
    refuse_where,
)

MOST_DOUBLINGS = 30
"""Layers of a stack whose dilation doubles; one more and the field is beyond any image."""


@overload
def stack_output_size(size: int, layers: int, kernel: int, *, padding: int = 0) -> int: ...
@overload
def stack_output_size(
    size: ColumnLike, layers: ColumnLike, kernel: ColumnLike, *, padding: ColumnLike = 0
) -> Sizes: ...
def stack_output_size(
    size: ColumnLike, layers: ColumnLike, kernel: ColumnLike, *, padding: ColumnLike = 0
) -> Sizes:
    """Return the output size of equal convolutions with stride 1, one after another.

    Parameters
    ----------
    size : int or array of int
        Input size of the first layer, in pixels.
    layers : int or array of int
        Number of layers; without any, the size stays.
    kernel : int or array of int
        Kernel size of each layer, in taps.
    padding : int or array of int, default=0
        Zeros that each layer adds at each of the two ends, in pixels.

    Returns
    -------
    int or array of int64
        Output size of the last layer, in pixels, at least 1.

    Raises
    ------
    ShapeError
        If the kernel does not fit into what one of the layers is given, or a parameter is no
        whole number in its range.

    See Also
    --------
    layers_that_fit : How many layers there can be.

    Examples
    --------
    >>> stack_output_size(7, 2, 3)
    3
    >>> stack_output_size(7, 2, 3, padding=1)
    7
    """
    columns = {
        "size": read_column("size", size, least=1),
        "layers": read_column("layers", layers, least=0),
        "kernel": read_column("kernel", kernel, least=1),
        "padding": read_column("padding", padding, least=0),
    }
    check_columns(**columns)
    lost = columns["kernel"] - 1 - 2 * columns["padding"]
    out = columns["size"] - columns["layers"] * lost
    refuse_where(
        out < 1,
        "{layers} layers take away {taken} pixels, and there are {size}",
        shown=columns,
        taken=columns["size"] - out,
    )
    return out


@overload
def layers_that_fit(size: int, kernel: int) -> int: ...
@overload
def layers_that_fit(size: ColumnLike, kernel: ColumnLike) -> Sizes: ...
def layers_that_fit(size: ColumnLike, kernel: ColumnLike) -> Sizes:
    """Return how many convolutions with stride 1 and without padding fit one after another.

    Parameters
    ----------
    size : int or array of int
        Input size of the first layer, in pixels.
    kernel : int or array of int
        Kernel size of each layer, in taps, at least 2.

    Returns
    -------
    int or array of int64
        Number of layers until a further one finds fewer pixels than its kernel has taps.

    Raises
    ------
    ShapeError
        If a parameter is no whole number in its range.

    Examples
    --------
    >>> layers_that_fit(7, 3), layers_that_fit(8, 3), layers_that_fit(2, 3)
    (3, 3, 0)
    """
    pixels = read_column("size", size, least=1)
    taps = read_column("kernel", kernel, least=2)
    check_columns(size=pixels, kernel=taps)
    return (pixels - 1) // (taps - 1)


@overload
def poolings_to_reach(size: int, target: int, *, kernel: int = 2) -> int: ...
@overload
def poolings_to_reach(size: ColumnLike, target: ColumnLike, *, kernel: ColumnLike = 2) -> Sizes: ...
def poolings_to_reach(size: ColumnLike, target: ColumnLike, *, kernel: ColumnLike = 2) -> Sizes:
    """Return how many poolings make a map at most so wide; each has the stride of its window.

    Parameters
    ----------
    size : int or array of int
        Width of the map before the first pooling, in pixels.
    target : int or array of int
        Width to come down to, in pixels.
    kernel : int or array of int, default=2
        Window size and stride of each pooling, at least 2; incomplete windows are dropped.

    Returns
    -------
    int or array of int64
        Least number of poolings after which the width is ``target`` or less.

    Raises
    ------
    ShapeError
        If a map of more than ``target`` pixels is smaller than the window, or a parameter is
        no whole number in its range.

    Examples
    --------
    >>> poolings_to_reach(224, 7), poolings_to_reach(225, 7), poolings_to_reach(7, 7)
    (5, 5, 0)
    """
    pixels = read_column("size", size, least=1)
    wanted = read_column("target", target, least=1)
    window = read_column("kernel", kernel, least=2)
    check_columns(size=pixels, target=wanted, kernel=window)
    count: Column = 0 * (pixels + wanted + window)
    width: Column = pixels + count
    # Halving ends after 31 rounds at the latest, and each round is one pass over the columns.
    while np.any(width > wanted):
        is_wide = np.asarray(width > wanted).astype(np.int64)
        refuse_where(
            (width > wanted) & (width < window),
            "a map of {left} pixels is smaller than the window, {kernel}",
            shown={"size": pixels, "target": wanted, "kernel": window},
            left=width,
        )
        count = count + is_wide
        width = np.where(is_wide, width // window, width)
    return _plain(count)


@overload
def layers_to_reach(field: int, kernel: int) -> int: ...
@overload
def layers_to_reach(field: ColumnLike, kernel: ColumnLike) -> Sizes: ...
def layers_to_reach(field: ColumnLike, kernel: ColumnLike) -> Sizes:
    """Return the least number of layers with stride 1 whose receptive field is so wide.

    Parameters
    ----------
    field : int or array of int
        Width that one output value has to see at least, in input pixels.
    kernel : int or array of int
        Kernel size of each layer, in taps, at least 2.

    Returns
    -------
    int or array of int64
        Number of layers; 0 where one pixel is enough.

    Raises
    ------
    ShapeError
        If a parameter is no whole number in its range.

    See Also
    --------
    stack_receptive_field : The field of a number of layers.

    Examples
    --------
    >>> layers_to_reach(7, 3), layers_to_reach(8, 3)
    (3, 4)
    """
    wanted = read_column("field", field, least=1)
    taps = read_column("kernel", kernel, least=2)
    check_columns(field=wanted, kernel=taps)
    return -((1 - wanted) // (taps - 1))


@overload
def doubling_receptive_field(layers: int, kernel: int) -> int: ...
@overload
def doubling_receptive_field(layers: ColumnLike, kernel: ColumnLike) -> Sizes: ...
def doubling_receptive_field(layers: ColumnLike, kernel: ColumnLike) -> Sizes:
    """Return the receptive field of layers whose dilation doubles: 1, 2, 4 and so on.

    Parameters
    ----------
    layers : int or array of int
        Number of layers with stride 1, at most 30; without any, an output value is a pixel.
    kernel : int or array of int
        Kernel size of each layer, in taps.

    Returns
    -------
    int or array of int64
        1 + (kernel - 1) (2**layers - 1), in input pixels.

    Raises
    ------
    ShapeError
        If a parameter is no whole number in its range.

    References
    ----------
    .. [1] F. Yu and V. Koltun, "Multi-scale context aggregation by dilated convolutions",
       arXiv:1511.07122, 2016.

    Examples
    --------
    >>> doubling_receptive_field(3, 3), doubling_receptive_field(10, 2)
    (15, 1024)
    """
    count = read_column("layers", layers, least=0)
    taps = read_column("kernel", kernel, least=1)
    check_columns(layers=count, kernel=taps)
    refuse_where(
        np.asarray(count) > MOST_DOUBLINGS,
        f"{{layers}} layers of doubling dilation > {MOST_DOUBLINGS}",
        shown={"layers": count, "kernel": taps},
    )
    return 1 + multiply("receptive field", taps - 1, 2**count - 1)


@overload
def doubling_layers_to_reach(field: int, kernel: int) -> int: ...
@overload
def doubling_layers_to_reach(field: ColumnLike, kernel: ColumnLike) -> Sizes: ...
def doubling_layers_to_reach(field: ColumnLike, kernel: ColumnLike) -> Sizes:
    """Return the least number of layers of doubling dilation whose receptive field is so wide.

    Parameters
    ----------
    field : int or array of int
        Width that one output value has to see at least, in input pixels; at most 2**30.
    kernel : int or array of int
        Kernel size of each layer, in taps, at least 2.

    Returns
    -------
    int or array of int64
        Number of layers, whose dilations are 1, 2, 4 and so on.

    Raises
    ------
    ShapeError
        If a parameter is no whole number in its range.

    See Also
    --------
    doubling_receptive_field : The field of a number of such layers.

    Examples
    --------
    >>> doubling_layers_to_reach(15, 3), doubling_layers_to_reach(16, 3)
    (3, 4)
    """
    wanted = read_column("field", field, least=1)
    taps = read_column("kernel", kernel, least=2)
    check_columns(field=wanted, kernel=taps)
    refuse_where(
        np.asarray(wanted) > 2**MOST_DOUBLINGS,
        "receptive field {field} > 2**30",
        shown={"field": wanted, "kernel": taps},
    )
    count: Column = 0 * (wanted + taps)
    while np.any(is_short := doubling_receptive_field(_plain(count), taps) < wanted):
        count = count + np.asarray(is_short).astype(np.int64)
    return _plain(count)


def _plain(count: Column) -> Column:
    """Return a count as an int where it stands for one row."""
    return int(count) if np.ndim(count) == 0 else count
