"""What the wrong convolution layers share: a right layer, with one step to change."""

from collections.abc import Callable

import numpy as np

from questions.misconceptions.conv2d_windows import Array, as_float, correlate, pad

Layer = Callable[..., Array]
Slide = Callable[[Array, Array, int, int], Array]


def _slide(image: Array, kernel: Array, stride: int, padding: int) -> Array:
    return correlate(pad(image, padding), kernel, stride)


def _layer(
    x: Array,
    weight: Array,
    stride: int,
    padding: int,
    *,
    slide: Slide = _slide,
    seen: Callable[[int, int], list[int]],
) -> Array:
    """Return the maps without biases; ``seen`` lists the channels that a filter looks at."""
    images, filters = as_float(x, weight)
    n_seen = filters.shape[1]
    maps = [
        sum(slide(image[c], taps[k], stride, padding) for k, c in enumerate(seen(number, n_seen)))
        for image in images
        for number, taps in enumerate(filters)
    ]
    first = np.asarray(maps[0])
    return np.array(maps).reshape(len(images), len(filters), *first.shape)


def _blocks(n_filters: int, groups: int) -> Callable[[int, int], list[int]]:
    def seen(number: int, n_seen: int) -> list[int]:
        first = number // (n_filters // groups) * n_seen
        return list(range(first, first + n_seen))

    return seen


def _right(
    x: Array, weight: Array, stride: int, padding: int, groups: int, slide: Slide = _slide
) -> Array:
    seen = _blocks(len(weight), groups)
    return _layer(x, weight, stride, padding, slide=slide, seen=seen)


def add_bias(maps: Array, bias: Array | None) -> Array:
    """Return maps with the bias of each filter added to all of its map."""
    return maps if bias is None else maps + np.asarray(bias, dtype=np.float64)[:, None, None]


def in_each_channel(bug: Callable[..., Array]) -> Layer:
    """Return a layer that adds up what a wrong conv2d makes of each channel."""

    def wrong(
        x: Array,
        weight: Array,
        bias: Array | None = None,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
    ) -> Array:
        return add_bias(_right(x, weight, stride, padding, groups, bug), bias)

    return wrong


def after(change: Callable[[Array, Array | None, Array], Array]) -> Layer:
    """Return a layer whose right maps, its biases and its weights go through a change."""

    def wrong(
        x: Array,
        weight: Array,
        bias: Array | None = None,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
    ) -> Array:
        return change(_right(x, weight, stride, padding, groups), bias, np.asarray(weight))

    return wrong


def before(change: Callable[[Array, Array], tuple[Array, Array]]) -> Layer:
    """Return a right layer whose images and weights go through a change first."""

    def wrong(
        x: Array,
        weight: Array,
        bias: Array | None = None,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
    ) -> Array:
        images, filters = change(*as_float(x, weight))
        return add_bias(_right(images, filters, stride, padding, groups), bias)

    return wrong


def seeing(seen: Callable[[int, int, int, int], list[int]]) -> Layer:
    """Return a layer whose filters look at other channels: by filter, depth, filters, groups."""

    def wrong(
        x: Array,
        weight: Array,
        bias: Array | None = None,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
    ) -> Array:
        def chosen(number: int, n_seen: int) -> list[int]:
            return seen(number, n_seen, len(weight), groups)

        return add_bias(_layer(x, weight, stride, padding, seen=chosen), bias)

    return wrong
