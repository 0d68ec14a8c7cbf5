"""The kind ``formula``: a short formula in the question's quantities, equal on all their values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.formula_parser import read_formula
from questions.answers.formula_trees import (
    FUNCTIONS,
    Column,
    Tree,
    evaluate,
    names_in,
    to_latex,
    to_text,
)
from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, own_spec
from questions.answers.options import read_text, read_values, refuse_unknown_keys, shorten
from questions.answers.text import MAX_CHARACTERS, clean_signs, quote

MOST_VARIABLES = 8
# Compared one by one for every answer; a full grid of a few values each is far below.
MOST_TUPLES = 10_000
_NEAR = 1e-9
# Values of formulas that one variant keeps: 128 KiB.
_MOST_KNOWN = 1 << 14
# A fraction in one sign is one number: half of W, not one over 2W.
_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_LONGEST = 2 * MAX_CHARACTERS
_WORD = re.compile(r"[A-Za-z]\w*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class FormulaSpec(Spec):
    """Options of a formula.

    Attributes
    ----------
    value : str
        The key.
    variables : tuple of (str, tuple of numbers)
        The quantities that stay letters, and the values on which formulas are compared.
    constants : tuple of str
        The question's own parameters, which may be used by name.
    points : mapping of str to array
        The tuples of values that count, as one column for each variable.
    given : mapping of str to float
        Of a variant: the numbers of the constants.
    """

    kind: str = "formula"
    value: str
    variables: tuple[tuple[str, tuple[int | float, ...]], ...]
    constants: tuple[str, ...] = ()
    points: Mapping[str, Column] = field(default_factory=dict, compare=False, repr=False)
    given: Mapping[str, float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that an answer may be made of."""
        return (*(name for name, _ in self.variables), *self.constants)

    def values_of(self, text: str) -> Column:
        """Return the values of a formula on all points, for the given constants."""
        values = self._known.get(text)
        if values is None:
            values = self.values_with(text, self.given)
            if (len(self._known) + 1) * values.size <= _MOST_KNOWN:
                self._known[text] = values
        return values

    @cached_property
    def _known(self) -> dict[str, Column]:
        """Values by formula: one answer is compared with the key and with each mistake."""
        return {}

    def values_with(self, text: str, given: Mapping[str, float]) -> Column:
        """Return the values of a formula on all points, for any constants."""
        n_points = next(iter(self.points.values())).shape
        return np.broadcast_to(evaluate(_tree(text, self), {**self.points, **given}), n_points)


class FormulaKind:
    """Reads and compares formulas; a value is the formula's text with every sign written out."""

    name = "formula"

    def read_spec(self, raw: Mapping[str, object]) -> FormulaSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("variables", "where"))
        variables = _read_variables(raw)
        columns = np.array(list(product(*(values for _, values in variables))), dtype=np.float64).T
        points = {name: column for (name, _), column in zip(variables, columns, strict=True)}
        return FormulaSpec(value=read_text(raw, "value"), variables=variables, points=points)

    def parse(self, text: str, spec: Spec) -> str:
        """Return the formula that was typed, with every sign written out."""
        own = own_spec(spec, FormulaSpec)
        expected = self.expected(spec)
        cleaned = clean_signs(_FRACTION.sub(r"(\g<0>)", text[:_LONGEST]), expected=expected)
        tree = read_formula(cleaned, own.names, typed=text, expected=expected)
        if _has_no_value(tree, own):
            raise AnswerFormatError(
                "no_value",
                f"{quote(text)} has no value, whatever the numbers: look at what it divides by.",
            )
        return to_text(tree)

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether two formulas have the same value on every point."""
        own = own_spec(spec, FormulaSpec)
        if not isinstance(value, str) or not isinstance(key, str):
            return False
        return bool(np.all(are_near(own.values_of(value), own.values_of(key))))

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row of two columns of labels whether it is the same formula."""
        own_spec(spec, FormulaSpec)
        return np.asarray(np.asarray(values) == np.asarray(keys), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the formula as it can be typed."""
        own_spec(spec, FormulaSpec)
        return str(value)

    def to_value(self, row: Any, spec: Spec) -> str:
        """Return the key, whatever the row: a formula is the same for all variants."""
        return own_spec(spec, FormulaSpec).value

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        names = [name for name, _ in own_spec(spec, FormulaSpec).variables]
        listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
        return f"a formula in {listed}, such as 2*{names[0]} + 1"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own = own_spec(spec, FormulaSpec)
        n_points = next(iter(own.points.values())).size
        return f"The formula has to give the key's value on all {n_points:,} tuples of numbers."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: formulas have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return a tuple of numbers on which the formula goes wrong, without the right value."""
        own = own_spec(spec, FormulaSpec)
        given, right = own.values_of(str(value)), own.values_of(str(key))
        is_wrong = ~are_near(given, right)
        if not is_wrong.any():
            return Advice("wrong", GO_THROUGH)
        point = int(np.argmax(is_wrong))
        at = ", ".join(f"${name} = {_plain(own.points[name][point])}$" for name in own.points)
        result = given[point]
        gives = f"gives ${_plain(result)}$" if np.isfinite(result) else "has no value"
        n_right = int(is_wrong.size - is_wrong.sum())
        share = f" It is right on {n_right:,} of {is_wrong.size:,} tuples." if n_right else ""
        text = f"For {at} your formula {gives}. Work that case out by hand and compare.{share}"
        # A constant may stand in the formula as its number.
        unused = names_in(_tree(str(key), own)) - names_in(_tree(str(value), own))
        unused &= own.points.keys()
        if unused:
            text += f" It does not use ${min(unused)}$: does the result not depend on it?"
        return Advice("wrong", text)


def are_near(values: Column, others: Column) -> NDArray[np.bool_]:
    """Tell where two columns hold the same number but for the rounding of the machine."""
    with np.errstate(all="ignore"):
        scale = np.maximum(1.0, np.maximum(np.abs(values), np.abs(others)))
        near = np.abs(values - others) <= _NEAR * scale
    return np.asarray(near & np.isfinite(values) & np.isfinite(others), dtype=np.bool_)


def check_formula(text: str, spec: FormulaSpec) -> str:
    """Return a document's formula with every sign written out; raise SpecError if it is wrong."""
    try:
        return FormulaKind().parse(text, spec)
    except AnswerFormatError as error:
        raise SpecError("value", shorten(text), str(error)) from None


def formula_latex(text: str) -> str:
    """Return the LaTeX of a formula that was read before."""
    names = frozenset(_WORD.findall(text)) - FUNCTIONS.keys()
    return to_latex(read_formula(text, names, typed=text, expected="a formula"))


def names_used(text: str, spec: FormulaSpec) -> frozenset[str]:
    """Return the quantities that a formula uses."""
    return names_in(_tree(text, spec))


def _has_no_value(tree: Tree, spec: FormulaSpec) -> bool:
    columns: dict[str, Column | float] = {**spec.points, **spec.given}
    if not names_in(tree) <= columns.keys():
        return False  # a document's formula, before the parameters have numbers
    return not np.isfinite(evaluate(tree, columns)).any()


def _tree(text: str, spec: FormulaSpec) -> Tree:
    return read_formula(text, spec.names, typed=text, expected="a formula")


def _read_variables(
    raw: Mapping[str, object],
) -> tuple[tuple[str, tuple[int | float, ...]], ...]:
    found = raw.get("variables")
    if not isinstance(found, Mapping) or not 1 <= len(found) <= MOST_VARIABLES:
        expected = f"1 to {MOST_VARIABLES} names with values: {{W: {{range: [8, 12]}}}}"
        raise SpecError("variables", shorten(found), expected)
    variables = []
    n_tuples = 1
    for name, axis in found.items():
        values = read_values(axis)
        if len(values) < 2 or len(set(values)) != len(values):
            expected = "a range or a choice of at least 2 different numbers"
            raise SpecError(f"variables.{name}", shorten(axis), expected)
        variables.append((str(name), values))
        n_tuples *= len(values)
    if n_tuples > MOST_TUPLES:
        raise SpecError("variables", f"{n_tuples:,} tuples", f"at most {MOST_TUPLES:,}")
    return tuple(variables)


def _plain(number: Any) -> str:
    value = float(number)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
