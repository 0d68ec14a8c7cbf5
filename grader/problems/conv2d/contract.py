"""Draws calls from all that the task's rules allow; for proving programs equal, not for grading."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.model import Case

_LARGEST_SIDE = 13
_LARGEST_PADDING = 6
_STRIDES = (1, 1, 1, 2, 2, 3, 4, 5, 7, 20)


def draw_any(rng: np.random.Generator) -> Case:
    """Return one call within the rules, the extremes as likely as the ordinary.

    Rows and columns of one pixel, kernels of one tap and of the whole padded image, strides beyond
    it, paddings beyond the kernel, zeros, huge and tiny numbers, whole numbers, every layout.
    """
    padding = int(rng.choice([0, 0, int(rng.integers(0, _LARGEST_PADDING + 1))]))
    stride = int(rng.choice(_STRIDES))
    shape = (_draw_side(rng), _draw_side(rng))
    largest = min(shape) + 2 * padding
    side = int(rng.choice([1, min(3, largest), largest, int(rng.integers(1, largest + 1))]))
    image = _lay_out(rng, _draw_numbers(rng, shape, is_image=True))
    kernel = _lay_out(rng, _draw_numbers(rng, (side, side), is_image=False))
    shortest = 4 if padding else 3 if stride != 1 else 2
    return Case(
        name=f"image {shape[0]} x {shape[1]} of {image.dtype}, kernel {side} of {kernel.dtype}, "
        f"stride {stride}, padding {padding}",
        group="",
        arguments={"image": image, "kernel": kernel, "stride": stride, "padding": padding},
        n_given=int(rng.integers(shortest, 5)),
    )


def _draw_side(rng: np.random.Generator) -> int:
    return int(rng.choice([1, 2, int(rng.integers(3, _LARGEST_SIDE + 1))], p=[0.1, 0.1, 0.8]))


def _draw_numbers(
    rng: np.random.Generator, shape: tuple[int, int], *, is_image: bool
) -> NDArray[Any]:
    # A kernel is never narrower than int64: two narrow arrays would wrap in the lesson's code.
    match int(rng.integers(0, 6)):
        case 0:
            return rng.integers(-9, 10, shape)
        case 1:
            return rng.integers(0, 256, shape).astype(np.uint8 if is_image else np.int64)
        case 2:
            return rng.standard_normal(shape) * 10.0 ** rng.integers(-8, 9)
        case 3:
            return np.zeros(shape) if rng.random() < 0.2 else rng.standard_normal(shape)
        case _:
            return rng.standard_normal(shape)


def _lay_out(rng: np.random.Generator, array: NDArray[Any]) -> NDArray[Any]:
    match int(rng.integers(0, 4)):
        case 0:
            return np.asfortranarray(array)
        case 1:
            wide = np.repeat(array, 2, axis=1)
            return wide[:, ::2]
        case _:
            return array
