"""What the output of a layer takes in memory."""

from typing import overload

from questions.solver.parameters import (
    AxesLike,
    Column,
    ColumnLike,
    Sizes,
    check_columns,
    multiply,
    read_column,
    read_pair,
)


@overload
def activation_bytes(
    size: int | tuple[int, int], channels: int, *, batch: int = 1, value_bytes: int = 4
) -> int: ...
@overload
def activation_bytes(
    size: AxesLike, channels: ColumnLike, *, batch: ColumnLike = 1, value_bytes: ColumnLike = 4
) -> Sizes: ...
def activation_bytes(
    size: AxesLike, channels: ColumnLike, *, batch: ColumnLike = 1, value_bytes: ColumnLike = 4
) -> Column:
    """Return the bytes that the activations of one layer take.

    Parameters
    ----------
    size : int or (int, int) or array of int
        Size of each map, in pixels; one number is a square map.
    channels : int or array of int
        Number of maps.
    batch : int or array of int, default=1
        Number of images that go through the layer together.
    value_bytes : int or array of int, default=4
        Bytes of one value; 4 is float32.

    Returns
    -------
    int or array of int64
        Bytes, without anything that a framework adds.

    Raises
    ------
    ShapeError
        If a parameter is no whole number of at least 1, or the count exceeds 2**61.

    Examples
    --------
    >>> activation_bytes(55, 96)
    1161600
    >>> activation_bytes((8, 6), 2, batch=10, value_bytes=2)
    1920
    """
    height, width = (read_column("size", part, least=1) for part in read_pair("size", size))
    maps = read_column("channels", channels, least=1)
    images = read_column("batch", batch, least=1)
    each = read_column("value_bytes", value_bytes, least=1)
    check_columns(size=height, size_width=width, channels=maps, batch=images, value_bytes=each)
    return multiply("activation bytes", height, width, maps, images, each)
