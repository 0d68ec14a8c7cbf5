"""What stands on the two sides of an equals sign in a worked solution is the same number."""

import itertools
import re

import pytest

from questions.engine.errors import ExpressionError
from questions.engine.expressions import compile_expression
from tests.questions.bank.test_bank import sample
from tests.questions.bank.test_costs import AT_LEAST

FORMULA = re.compile(r"\$([^$]+)\$")
# LaTeX and how the engine's expressions write it, in the order of replacement.
SPELLINGS = (
    ("{,}", ""),
    (r"\,\%", "/100"),
    (r"\cdot", "*"),
    (r"\times", "*"),
    (r"\lfloor", "floor("),
    (r"\rfloor", ")"),
    ("^", "**"),
)
N_VARIANTS = 60


def value_of(side):
    """Return the number that one side of an equation stands for; None if it has letters."""
    for latex, plain in SPELLINGS:
        side = side.replace(latex, plain)
    try:
        return compile_expression(side, ()).evaluate_row({})
    except ExpressionError:
        return None


def equations_of(variant):
    """Yield the neighbouring sides of every equation in the worked solutions."""
    for part in variant.parts:
        for line in variant.solution(part.part.name):
            for formula in FORMULA.findall(line):
                yield from itertools.pairwise(formula.split("="))


def is_same(left, right):
    """Tell whether two numbers are equal, or as near as the rounding for display leaves them."""
    if isinstance(left, int) and isinstance(right, int):
        return left == right
    return left == pytest.approx(right, rel=0.006, abs=0.06)


@pytest.mark.parametrize("slug", sorted(AT_LEAST))
def test_both_sides_are_the_same(slug):
    n_compared = 0
    for variant in sample(slug, N_VARIANTS):
        for left, right in equations_of(variant):
            values = value_of(left), value_of(right)
            if None not in values:
                n_compared += 1
                assert is_same(*values), f"{variant.params}: {left} = {right}"
    assert n_compared or slug == "what-multiplies-the-weights"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (r"3\cdot 3\cdot64", "576", True),
        (r"3\cdot 3\cdot64", "577", False),
        (r"(256 - 11)/4 + 1", "62.25", True),
        (r"\lfloor(256 - 11)/4\rfloor + 1", "62", True),
        (r"1{,}250 / 3", "416.67", True),
        ("9 / 25", r"36.0\,\%", True),
        ("9 / 25", r"46.0\,\%", False),
    ],
)
def test_sides_are_read_as_they_are_shown(left, right, expected):
    assert is_same(value_of(left), value_of(right)) is expected
