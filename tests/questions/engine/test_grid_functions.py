"""Functions on grids: a column gives what its rows give, and what NumPy gives."""

from typing import Any

import numpy as np
import pytest

from questions.engine.certificate import certify
from questions.engine.errors import ExpressionError
from questions.engine.expressions import compile_expression
from questions.engine.grid_definitions import list_grids
from questions.engine.grid_functions import GRID_FUNCTIONS
from questions.engine.grids import from_nested, is_grid, to_nested
from questions.misconceptions import MISCONCEPTIONS, misconceptions_of
from questions.solver.grid_registry import GRID_SOLVERS
from tests.questions.engine.documents import load
from tests.questions.engine.grid_documents import GRIDS

RNG = np.random.default_rng(5)
SIZES = [(3, 3), (4, 3), (3, 5), (4, 3), (2, 2)]
IMAGES: list[Any] = [RNG.integers(-9, 10, size=size).tolist() for size in SIZES]
OTHERS: list[Any] = [RNG.integers(-9, 10, size=size).tolist() for size in SIZES]
KERNELS: list[Any] = [RNG.integers(-2, 3, size=(2, 2)).tolist() for _ in SIZES]
STEPS = [1, 2, 1, 1, 0]

# expression, and the same with NumPy on one image a, another one b of its size, and a step s
CASES = [
    ("cell(a, s, 1)", lambda a, b, s: a[s, 1]),
    ("total(a)", lambda a, b, s: a.sum()),
    ("largest(a)", lambda a, b, s: a.max()),
    ("smallest(a)", lambda a, b, s: a.min()),
    ("rows(a) * 10 + columns(a)", lambda a, b, s: a.shape[0] * 10 + a.shape[1]),
    ("channels(a)", lambda a, b, s: 1),
    ("same(a, b)", lambda a, b, s: np.array_equal(a, b)),
    ("same(a, flip(flip(a)))", lambda a, b, s: True),
    ("same(a, transpose(a))", lambda a, b, s: np.array_equal(a, a.T)),
    ("flip(a)", lambda a, b, s: a[::-1, ::-1]),
    ("transpose(a)", lambda a, b, s: a.T),
    ("absolute(a)", lambda a, b, s: np.abs(a)),
    ("floored(a / 4)", lambda a, b, s: np.floor(a / 4)),
    ("shift(a, s, 0)", lambda a, b, s: np.vstack([np.zeros((s, a.shape[1])), a])[: len(a)]),
    ("shift(a, 0, -s)", lambda a, b, s: np.hstack([a, np.zeros((len(a), s))])[:, s:]),
    ("shift(a, 9, 0)", lambda a, b, s: np.zeros_like(a)),
    ("pad(a, s)", lambda a, b, s: np.pad(a, s)),
    ("window(a, 0, 1, 2, 1)", lambda a, b, s: a[:2, 1:2]),
    ("a + b", lambda a, b, s: a + b),
    ("a - b * a", lambda a, b, s: a - b * a),
    ("-a", lambda a, b, s: -a),
    ("2 * a + s", lambda a, b, s: 2 * a + s),
    ("s - a", lambda a, b, s: s - a),
    ("max_pool2d(a, 2, stride=1)", lambda a, b, s: _pool(a, np.max)),
    ("avg_pool2d(a, 2, stride=1)", lambda a, b, s: _pool(a, np.mean)),
    ("max_pool2d(a, 2)", lambda a, b, s: _pool(a, np.max)[::2, ::2]),
]  # fmt: skip


def _pool(a, function):
    return np.array(
        [
            [function(a[i : i + 2, j : j + 2]) for j in range(a.shape[1] - 1)]
            for i in range(a.shape[0] - 1)
        ]
    )


def column(nested):
    return list_grids(tuple(nested))


def value_of(text, **names):
    grids = {name for name, value in names.items() if is_grid(value)}
    return compile_expression(text, set(names) - grids, grids=grids).value(names)


def plain(value):
    return to_nested(value) if is_grid(value) else value


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_column_gives_what_each_row_and_numpy_give(text, expected):
    steps = np.array(STEPS)
    if text.startswith("cell"):
        steps = np.minimum(steps, 1)
    together = value_of(text, a=column(IMAGES), b=column(OTHERS), s=steps)
    for row, (a, b, s) in enumerate(zip(IMAGES, OTHERS, steps.tolist(), strict=True)):
        one = value_of(text, a=from_nested(a), b=from_nested(b), s=s)
        got = together[row] if isinstance(together, np.ndarray) else together
        wanted = expected(np.array(a), np.array(b), s)
        assert np.array_equal(np.array(plain(one)), wanted)
        assert np.array_equal(np.array(plain(got)), wanted)


def test_every_function_is_tried_somewhere_here():
    tried = {name for name in GRID_FUNCTIONS for text, _ in CASES if f"{name}(" in text}
    assert set(GRID_FUNCTIONS) - tried == {"conv2d", "convolve2d", "channel"}


def test_the_two_convolutions_differ_by_the_flip():
    names = {"a": column(IMAGES), "k": column(KERNELS)}
    assert value_of("same(convolve2d(a, k), conv2d(a, flip(k)))", **names).all()
    assert not value_of("same(convolve2d(a, k), conv2d(a, k))", **names).all()


def test_a_channel_is_taken_and_sums_of_channels_are_a_convolution():
    deep = from_nested([IMAGES[0], OTHERS[0]])
    kernel = from_nested([KERNELS[0], KERNELS[1]])
    names: Any = {"x": deep, "k": kernel}
    assert plain(value_of("channel(x, 1)", **names)) == tuple(map(tuple, OTHERS[0]))
    assert value_of("channels(x)", **names) == 2
    parts = "conv2d(channel(x, 0), channel(k, 0)) + conv2d(channel(x, 1), channel(k, 1))"
    assert value_of(f"same(conv2d(x, k), {parts})", **names)
    assert value_of("same(max_pool2d(x, 2, stride=1), x)", **names) is False


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("cell(a, s, 1)", 4, "expected a place inside 2 x 2"),
        ("a + transpose(a)", 1, "found grids of 4 x 3 and 3 x 4, expected one size"),
        ("conv2d(a, k, stride=s)", 4, "stride"),
        ("conv2d(a, k, padding=70)", 0, "beyond 64"),
        ("pad(a, 20)", 0, "expected at most 32 rows"),
        ("pad(a, s / 2)", 0, "the number 0.5 for s=1, expected a whole number"),
        ("a / s", 4, "no number"),
        ("channel(a, 0)", 0, "found channel 0, expected one of 0"),
        ("max_pool2d(a, 3)", 4, "pooling window"),
    ],
)
def test_what_is_impossible_names_the_row(text, row, words):
    steps = np.array([1, 2, 1, 1, 0]) if not text.startswith("cell") else np.array([0, 0, 0, 0, 2])
    with pytest.raises(ExpressionError) as caught:
        value_of(text, a=column(IMAGES), k=column(KERNELS), s=steps)
    assert caught.value.row == row
    assert words in str(caught.value)


@pytest.mark.parametrize("bug", misconceptions_of("conv2d"), ids=lambda bug: bug.id)
def test_every_wrong_conv2d_takes_the_place_of_the_right_one(bug):
    names: Any = {"a": column(IMAGES), "k": column(KERNELS)}
    expression = compile_expression("conv2d(a, k, padding=1)", set(), grids=set(names))
    together: Any = expression.value(names, replace={"conv2d": bug.function})
    for row, (image, kernel) in enumerate(zip(IMAGES, KERNELS, strict=True)):
        try:
            wanted = bug.function(np.array(image, float), np.array(kernel, float), 1, 1)
        except (ValueError, IndexError, ArithmeticError):
            assert together["rows"][row] == 0
            continue
        if not wanted.size:
            assert together["rows"][row] == 0
        else:
            assert np.array_equal(np.array(to_nested(together[row])), wanted)


def test_wrong_functions_of_grids_take_what_the_right_ones_take():
    for misconception in MISCONCEPTIONS.values():
        if misconception.solver in GRID_SOLVERS:
            entry = GRID_SOLVERS[misconception.solver]
            taken = misconception.function.__code__.co_varnames
            assert entry.parameters[: entry.n_grids + 1] == taken[: entry.n_grids + 1]


def test_too_many_cells_at_a_time_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr("questions.engine.grid_calls.MOST_IN_A_COLUMN", 100)
    (check,) = [check for check in certify(load(GRIDS)).checks if check.name == "derive"]
    assert not check.ok
    assert "expected at most 100: smaller grids" in check.detail


def test_keys_that_are_too_much_to_keep_end_the_proof(monkeypatch):
    monkeypatch.setattr("questions.engine.survey.MOST_KEPT", 100)
    (check,) = [check for check in certify(load(GRIDS)).checks if check.name == "keys"]
    assert not check.ok
    assert "cells in the keys so far, expected at most 100" in check.detail
