"""Makes the calls of the problem conv2d and their expected outputs; runs outside the jail only.

The random cases of the groups basic, stride, padding and shapes hold multiples of 1/16 below 4:
sums of their products are exact even in float32, so that a rounding mistake costs the group
numbers and nothing else. The folder ``wrong`` samples the mistakes that the corners are for.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from grader.checker import Expectation
from grader.problems.model import Case
from questions.solver import conv2d_nchw, conv_output_size

_MAX_DRAWS = 1000
_SIGNS = np.array([-1.0, 1.0])


def expect(case: Case) -> Expectation:
    """Return what conv2d must return for a case, by the solver."""
    image, kernel, stride, padding = _unpack(case)
    # Both in one call, as two groups: half of the work is looking at what it was given.
    inputs, taps = image.astype(np.float64), kernel.astype(np.float64)
    outputs = conv2d_nchw(
        np.stack((inputs, np.abs(inputs)))[None],
        np.stack((taps, np.abs(taps)))[:, None],
        stride=stride,
        padding=padding,
        groups=2,
    )[0]
    return Expectation(
        array=outputs[0],
        magnitude=outputs[1],
        is_whole=image.dtype.kind in "iu" and kernel.dtype.kind in "iu",
    )


def _unpack(case: Case) -> tuple[NDArray[Any], NDArray[Any], int, int]:
    arrays, options = case.arrays(), case.options()
    return arrays["image"], arrays["kernel"], options["stride"], options["padding"]


def _case(
    name: str,
    group: str,
    arrays: tuple[NDArray[Any], NDArray[Any]],
    stride: int = 1,
    padding: int = 0,
    *,
    n_given: int | None = None,
    by_name: frozenset[str] = frozenset(),
    is_hidden: bool = True,
) -> Case:
    if n_given is None:
        n_given = 4 if padding else 3 if stride != 1 else 2
    image, kernel = arrays
    return Case(
        name=name,
        group=group,
        arguments={"image": image, "kernel": kernel, "stride": stride, "padding": padding},
        n_given=n_given,
        is_hidden=is_hidden,
        by_name=by_name,
    )


def visible_cases() -> tuple[Case, ...]:
    """Return the four cases that a student sees in full; the same for everybody, always."""
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    small = np.array([[1, 2, 0], [3, 1, 2], [0, 1, 3]], dtype=np.float64)
    steps = np.array(
        [
            [1, 0, 2, 1, 3],
            [2, 1, 0, 3, 1],
            [0, 2, 1, 1, 2],
            [3, 1, 2, 0, 1],
            [1, 2, 0, 2, 4],
        ],
        dtype=np.float64,
    )
    corner = np.array([[1, 0, 2], [0, 1, 0], [-1, 0, 1]], dtype=np.float64)
    return (
        _case(
            "A 2 × 2 kernel",
            "basic",
            (small, np.array([[1, 2], [3, 4]], dtype=np.float64)),
            is_hidden=False,
        ),
        _case("A vertical edge filter", "basic", (np.eye(5), sobel), is_hidden=False),
        _case("Stride 2", "stride", (steps, corner), 2, is_hidden=False),
        _case("Padding 1", "padding", (small, corner), 1, 1, is_hidden=False),
    )


def draw_cases(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return the hidden cases of one grading, drawn from its secret seed."""
    basic = tuple(_draw_basic(rng))
    numbers = tuple(_draw_numbers(rng))
    again = _case("The first hidden case once more", "numbers", _arrays(basic[0]))
    return (
        *basic,
        *_draw_strides(rng),
        *_draw_paddings(rng),
        *_draw_shapes(rng),
        *numbers,
        again,
    )


def draw_probes(rng: np.random.Generator) -> tuple[Case, ...]:
    """Return calls that are not graded: their outputs say what kind of mistake was made.

    ``delta`` holds a single one, at a place of a 5 x 5 kernel that each flip, the transpose and a
    step to the right or down move to different places. ``single`` and ``scaled`` differ by the
    factor -2 in the image.
    """
    delta = np.zeros((5, 5))
    delta[0, 1] = 1.0
    image, kernel = _draw(rng, (6, 6), 3)
    return (
        _case("delta", "", (_dyadic(rng, (8, 8)), delta)),
        _case("single", "", (image, kernel)),
        _case("scaled", "", (-2.0 * image, kernel)),
    )


def _arrays(case: Case) -> tuple[NDArray[Any], NDArray[Any]]:
    image, kernel, _, _ = _unpack(case)
    return image.copy(), kernel.copy()


def _draw_basic(rng: np.random.Generator) -> Iterator[Case]:
    side = _between(rng, 6, 8)
    yield _case("A 3 × 3 kernel", "basic", _draw(rng, (side, side), 3))
    side = _between(rng, 8, 10)
    yield _case("A 5 × 5 kernel", "basic", _draw(rng, (side, side), 5))


def _draw_strides(rng: np.random.Generator) -> Iterator[Case]:
    side = 3 + 2 * _between(rng, 2, 4)
    yield _case("Stride 2 that tiles", "stride", _draw(rng, (side, side), 3, 2), 2)
    side = 3 + 3 * _between(rng, 2, 3) + _between(rng, 1, 2)
    yield _case("Stride 3 that does not tile", "stride", _draw(rng, (side, side), 3, 3), 3)
    side = 2 + 4 * _between(rng, 2, 3) + _between(rng, 1, 3)
    yield _case("A stride larger than the kernel", "stride", _draw(rng, (side, side), 2, 4), 4)
    side = 4 + 2 * _between(rng, 1, 3)
    arrays = _draw(rng, (side, side), 3, 2)
    yield _case("The stride given by name", "stride", arrays, 2, by_name=frozenset({"stride"}))


def _draw_paddings(rng: np.random.Generator) -> Iterator[Case]:
    side = _between(rng, 5, 7)
    yield _case("Padding 1, stride given as 1", "padding", _draw(rng, (side, side), 3, 1, 1), 1, 1)
    side = _between(rng, 6, 8)
    yield _case("Padding that keeps the size", "padding", _draw(rng, (side, side), 5, 1, 2), 1, 2)
    side = _between(rng, 4, 6)
    yield _case(
        "A padding larger than the kernel", "padding", _draw(rng, (side, side), 2, 1, 3), 1, 3
    )
    side = 2 * _between(rng, 3, 4)
    yield _case("Padding and stride together", "padding", _draw(rng, (side, side), 3, 2, 1), 2, 1)
    side = _between(rng, 5, 6)
    yield _case("Padding 1 around an image", "padding", _draw(rng, (side, side), 3, 1, 1), 1, 1)
    yield _case(
        "Padding 2 around a smaller one",
        "padding",
        _draw(rng, (side - 2, side - 2), 3, 1, 2),
        1,
        2,
    )


def _draw_shapes(rng: np.random.Generator) -> Iterator[Case]:
    low, high = _between(rng, 4, 5), _between(rng, 9, 12)
    yield _case("A wide image", "shapes", _draw(rng, (low, high), 3))
    low, high = _between(rng, 5, 6), _between(rng, 10, 13)
    yield _case("A tall image, padded, stride 2", "shapes", _draw(rng, (high, low), 3, 2, 1), 2, 1)
    low, high = _between(rng, 5, 6), _between(rng, 8, 10)
    yield _case("An even kernel, padded", "shapes", _draw(rng, (low, high), 4, 1, 2), 1, 2)
    image, kernel = _draw(rng, (_between(rng, 5, 6), _between(rng, 7, 9)), 3)
    yield _case("An image in column order", "shapes", (np.asfortranarray(image), kernel))
    image, kernel = _draw(rng, (_between(rng, 5, 6), _between(rng, 7, 9)), 3)
    yield _case("An image that is a view with gaps", "shapes", (_with_gaps(image), kernel))
    image, kernel = _draw(rng, (_between(rng, 5, 6), _between(rng, 7, 9)), 3)
    yield _case("A kernel in column order", "shapes", (image, np.asfortranarray(kernel)))
    low, high = _between(rng, 3, 4), _between(rng, 5, 7)
    yield _case("A 1 × 1 kernel", "shapes", _draw(rng, (low, high), 1))
    yield _case("An image of one row", "shapes", _draw(rng, (1, _between(rng, 5, 7)), 1))
    low, high = _between(rng, 13, 14), _between(rng, 15, 17)
    yield _case("A large kernel", "shapes", _draw(rng, (low, high), 12))
    side = _between(rng, 4, 6)
    yield _case("A kernel as large as the image", "shapes", _draw(rng, (side, side), side))
    side = _between(rng, 2, 3)
    yield _case(
        "A kernel as large as the padded image",
        "shapes",
        _draw(rng, (side, side), side + 4, 1, 2),
        1,
        2,
    )


def _draw_numbers(rng: np.random.Generator) -> Iterator[Case]:
    shape = (_between(rng, 6, 7), _between(rng, 8, 9))
    yield _case("Whole numbers only", "numbers", _whole(rng, shape), n_given=3)
    pixels = rng.integers(1, 256, shape).astype(np.uint8)
    fractions = rng.standard_normal((3, 3))
    yield _case(
        "Whole pixels, a kernel with fractions", "numbers", (pixels, fractions), 1, 1, n_given=4
    )
    faint = 1e-3 * rng.standard_normal((8, 8))
    yield _case("Outputs below 0.01", "numbers", (faint, rng.uniform(-0.5, 0.5, (3, 3))))
    large = rng.standard_normal((_between(rng, 35, 37), _between(rng, 38, 40)))
    yield _case(
        "More than a thousand outputs", "numbers", (large, rng.standard_normal((3, 3))), 1, 1
    )
    for name in ("Large and small numbers", "The same shapes, other numbers"):
        spread = rng.standard_normal((9, 7)) * 10.0 ** rng.integers(-3, 4, (9, 7))
        yield _case(name, "numbers", (spread, rng.standard_normal((3, 3))), 2, 1)


def _between(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high, endpoint=True))


def _dyadic(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Return multiples of 1/16 in (-4, 4), none of them zero."""
    sizes: NDArray[np.float64] = rng.integers(1, 64, shape).astype(np.float64)
    # What rng.choice draws from two, without its preparations.
    signs = _SIGNS[rng.integers(0, 2, shape)]
    values: NDArray[np.float64] = sizes * signs / 16.0
    return values


def _whole(
    rng: np.random.Generator, shape: tuple[int, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return rng.integers(-9, 10, shape), rng.integers(-4, 5, (3, 3)) * 2 + 1


def _with_gaps(image: NDArray[np.float64]) -> NDArray[np.float64]:
    holder = np.zeros((2 * image.shape[0], 2 * image.shape[1]))
    holder[::2, ::2] = image
    return holder[::2, ::2]


def _draw(
    rng: np.random.Generator, shape: tuple[int, int], side: int, stride: int = 1, padding: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return an image and a kernel that tell the usual mistakes apart.

    The kernel has no symmetry, and the output holds negative numbers, so that a flip, a transpose
    and a ReLU each show.
    """
    for _ in range(_MAX_DRAWS):
        image, kernel = _dyadic(rng, shape), _dyadic(rng, (side, side))
        if _is_asymmetric(kernel) and _has_negative(image, kernel, stride, padding):
            return image, kernel
    raise AssertionError(  # pragma: no cover - a draw succeeds with probability above 1/4
        f"no usable draw in {_MAX_DRAWS} for image {shape}, kernel {side}, "
        f"output {conv_output_size(shape[0], side, stride=stride, padding=padding)}"
    )


def _is_asymmetric(kernel: NDArray[np.float64]) -> bool:
    if kernel.size == 1:
        return True
    # Equal numbers are equal bytes, where none is zero or not a number.
    moved = (kernel[::-1], kernel[:, ::-1], kernel[::-1, ::-1], kernel.T)
    return kernel.tobytes() not in [other.tobytes() for other in moved]


def _has_negative(
    image: NDArray[np.float64], kernel: NDArray[np.float64], stride: int, padding: int
) -> bool:
    """Tell whether the output of dyadic inputs, whose sums are exact, has a number below zero."""
    height, width = image.shape
    padded = np.zeros((height + 2 * padding, width + 2 * padding))
    padded[padding : padding + height, padding : padding + width] = image
    patches = sliding_window_view(padded, kernel.shape)[::stride, ::stride]
    return bool(np.tensordot(patches, kernel, axes=2).min() < 0)
