"""Draws numbers and memory layouts for cases and for calls within the rules; knows no problem."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.model import Case, Value

_STRIDES = (1, 1, 1, 2, 2, 3, 4, 5, 7, 20)


def make_case(
    name: str,
    group: str,
    arguments: Mapping[str, Value],
    defaults: Mapping[str, Value],
    *,
    n_given: int | None = None,
    by_name: tuple[str, ...] = (),
    is_hidden: bool = True,
) -> Case:
    """Return a case of a signature: what it does not name has its default and is left out.

    ``arguments`` may come in any order behind those without defaults. Arguments before the last
    one that differs from its default are passed, by position unless ``by_name`` holds them.
    """
    required = {key: value for key, value in arguments.items() if key not in defaults}
    full = {**required, **{key: arguments.get(key, value) for key, value in defaults.items()}}
    unusual = [at for at, key in enumerate(full) if _is_unusual(full[key], key, defaults)]
    return Case(
        name=name,
        group=group,
        arguments=full,
        n_given=max(unusual) + 1 if n_given is None else n_given,
        is_hidden=is_hidden,
        by_name=frozenset(by_name),
    )


def _is_unusual(value: Value, key: str, defaults: Mapping[str, Value]) -> bool:
    if key not in defaults:
        return True
    default = defaults[key]
    if value is None or default is None:
        return value is not default
    return not np.array_equal(value, default)


def between(rng: np.random.Generator, low: int, high: int) -> int:
    """Return a whole number, both ends included."""
    return int(rng.integers(low, high, endpoint=True))


def dyadic(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return multiples of 1/16 in (-4, 4), none of them zero: exact even when added in float32."""
    sizes: NDArray[np.float64] = rng.integers(1, 64, shape).astype(np.float64)
    signs: NDArray[np.float64] = rng.choice([-1.0, 1.0], shape)
    return sizes * signs / 16.0


def whole(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return whole numbers between -9 and 9."""
    return rng.integers(-9, 10, shape)


def odd(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return odd whole numbers between -7 and 9."""
    return rng.integers(-4, 5, shape) * 2 + 1


def pixels(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Return whole numbers that fill one byte each."""
    return rng.integers(1, 256, shape).astype(np.uint8)


def spread(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return numbers of which some are a million times as large as others."""
    numbers: NDArray[np.float64] = rng.standard_normal(shape) * 10.0 ** rng.integers(-3, 4, shape)
    return numbers


def with_gaps(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array whose rows and columns do not lie side by side in memory."""
    holder = np.zeros([2 * size for size in array.shape], dtype=array.dtype)
    view = holder[(slice(None, None, 2),) * array.ndim]
    view[...] = array
    return view


def is_asymmetric(kernel: NDArray[Any]) -> bool:
    """Tell whether no flip and no transpose of its last two axes leaves a kernel as it is."""
    if kernel.shape[-2:] == (1, 1):
        return True
    moved = [kernel[..., ::-1, ::-1]]
    if kernel.shape[-2] > 1:
        moved.append(kernel[..., ::-1, :])
    if kernel.shape[-1] > 1:
        moved.append(kernel[..., ::-1])
    if kernel.shape[-2] == kernel.shape[-1]:
        moved.append(kernel.swapaxes(-2, -1))
    return not any(np.array_equal(kernel, other) for other in moved)


def any_side(rng: np.random.Generator, largest: int) -> int:
    """Return a size, 1 and 2 as likely as they are treacherous."""
    return int(rng.choice([1, 2, between(rng, 1, largest)], p=[0.1, 0.1, 0.8]))


def any_stride(rng: np.random.Generator) -> int:
    """Return a stride, mostly small, sometimes beyond any image."""
    return int(rng.choice(_STRIDES))


def any_padding(rng: np.random.Generator, largest: int) -> int:
    """Return a padding, none in every second call."""
    return int(rng.choice([0, between(rng, 0, largest)]))


def any_numbers(
    rng: np.random.Generator, shape: tuple[int, ...], *, may_be_bytes: bool
) -> NDArray[Any]:
    """Return numbers of any size and type that a task allows."""
    # Weights are never narrower than int64: two narrow arrays would wrap in the lesson's code.
    match int(rng.integers(0, 6)):
        case 0:
            return rng.integers(-9, 10, shape)
        case 1:
            return rng.integers(0, 256, shape).astype(np.uint8 if may_be_bytes else np.int64)
        case 2:
            return rng.standard_normal(shape) * 10.0 ** rng.integers(-8, 9)
        case 3:
            return np.zeros(shape) if rng.random() < 0.2 else rng.standard_normal(shape)
        case _:
            return rng.standard_normal(shape)


def any_layout(rng: np.random.Generator, array: NDArray[Any]) -> NDArray[Any]:
    """Return the same numbers, laid out in memory in one of three ways."""
    match int(rng.integers(0, 4)):
        case 0:
            return np.asfortranarray(array)
        case 1:
            return np.repeat(array, 2, axis=-1)[..., ::2]
        case _:
            return array
