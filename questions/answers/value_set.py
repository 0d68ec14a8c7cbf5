"""The kind ``set``: all the values that solve a problem, in any order."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.kind import Advice, Spec, Value, as_flat, own_spec
from questions.answers.numbers import read_number, to_plain
from questions.answers.options import read_switch, read_values, refuse_unknown_keys, shorten
from questions.answers.text import clean, quote

# The bits that a float64 holds exactly, as a column with missing values does.
MOST_CANDIDATES = 50
_EMPTY_WORDS = frozenset({"none", "no", "nothing", "empty", "the empty set", "∅", "ø", "{}"})
_SPLIT = re.compile(r"[,;]| and | or ")
_IS_IN = re.compile(r"^[A-Za-z]\w{0,19} ?(?:∈|is in|in|is) ?", re.IGNORECASE)
_NUMERAL = re.compile(r"[-+]?\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True)
class SetSpec(Spec):
    """Options of a set.

    Attributes
    ----------
    symbol : str
        Name of the value that is looked for, such as ``"S"``.
    candidates : tuple of int or float
        What it may be; the question says so.
    none : bool
        True when no candidate may be right, so that ``none`` is an answer.
    why : callable or None
        Of a variant: Markdown why one candidate is not right, with the variant's numbers.
    """

    kind: str = "set"
    symbol: str
    candidates: tuple[int | float, ...]
    none: bool = False
    why: Callable[[int | float], str] | None = field(default=None, compare=False, repr=False)


class SetKind:
    """Reads and compares sets; a value is a rising tuple, a row has a bit for each candidate."""

    name = "set"

    def read_spec(self, raw: Mapping[str, object]) -> SetSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("of", "where", "why", "none"))
        symbol, candidates = _read_candidates(raw)
        return SetSpec(symbol=symbol, candidates=candidates, none=read_switch(raw, "none"))

    def parse(self, text: str, spec: Spec) -> tuple[float, ...]:
        """Return the different values that were typed, rising."""
        own = own_spec(spec, SetSpec)
        expected = self.expected(spec)
        if text.strip()[:20].casefold().rstrip(".") in _EMPTY_WORDS:
            return self._empty(text, own)
        cleaned = _IS_IN.sub("", clean(text, expected=expected))
        if cleaned[:1] + cleaned[-1:] in ("{}", "[]", "()"):
            cleaned = cleaned[1:-1].strip()
        if cleaned.casefold() in _EMPTY_WORDS:
            return self._empty(text, own)
        values = [_read_value(piece, expected) for piece in _pieces(cleaned)]
        again = next((value for at, value in enumerate(values) if value in values[:at]), None)
        if again is not None:
            listed = ", ".join(f"{value:g}" for value in sorted(set(values)))
            raise AnswerFormatError(
                "repeated_value",
                f"{quote(text)} holds {again:g} more than once. If that is no slip, type {listed}.",
            )
        return tuple(sorted(values))

    def _empty(self, text: str, spec: SetSpec) -> tuple[float, ...]:
        if not spec.none:
            raise AnswerFormatError(
                "not_empty",
                f"{quote(text)} is no value. There is at least one here: {self.expected(spec)}.",
            )
        return ()

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the two are the same set."""
        own_spec(spec, SetSpec)
        return isinstance(value, tuple) and value == key

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row of two columns of bits whether the set is right."""
        own_spec(spec, SetSpec)
        return np.asarray(np.asarray(values) == np.asarray(keys), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the values with commas between them: ``1, 2, 4``; ``none`` of the empty set."""
        own_spec(spec, SetSpec)
        return ", ".join(f"{number:.12g}" for number in as_flat(value)) or "none"

    def to_value(self, row: Any, spec: Spec) -> tuple[float, ...]:
        """Return one row of a column of bits; bit 0 is the first candidate."""
        own, bits = own_spec(spec, SetSpec), int(row)
        return tuple(
            sorted(value for place, value in enumerate(own.candidates) if bits >> place & 1)
        )

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        own = own_spec(spec, SetSpec)
        example = ", ".join(f"{value:g}" for value in own.candidates[:3])
        none = ", or none" if own.none else ""
        return f"all values of {own.symbol}, such as {example}{none}"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own_spec(spec, SetSpec)
        return "All right values and no other have to be there; their order does not matter."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: sets have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return which given values are wrong and why one is, or that some are missing."""
        own = own_spec(spec, SetSpec)
        right = set(as_flat(key))
        wrong = [number for number in as_flat(value) if number not in right]
        if not wrong:
            return Advice(
                "wrong",
                "Every value that you give is right, and there are more. Try each one that the "
                "question allows.",
            )
        strange = [number for number in wrong if number not in own.candidates]
        if strange:
            lowest, highest = min(own.candidates), max(own.candidates)
            return Advice(
                "wrong",
                f"{_listed(strange)} {'is' if len(strange) == 1 else 'are'} not among the values "
                f"that the question looks at: they go from {lowest:g} to {highest:g}.",
            )
        reason = own.why(wrong[0]) if own.why is not None else ""
        verb = "is" if len(wrong) == 1 else "are"
        return Advice("wrong", f"{_listed(wrong)} {verb} not right. {reason}".strip())


def _read_candidates(raw: Mapping[str, object]) -> tuple[str, tuple[int | float, ...]]:
    found = raw.get("of")
    if not isinstance(found, Mapping) or len(found) != 1:
        raise SpecError("of", shorten(found), "one name and its values: {S: {range: [1, 8]}}")
    ((symbol, axis),) = found.items()
    values = read_values(axis)
    is_right = 2 <= len(values) == len(set(values)) <= MOST_CANDIDATES
    if not is_right:
        expected = f"a range or a choice of 2 to {MOST_CANDIDATES} different numbers"
        raise SpecError(f"of.{symbol}", shorten(axis), expected)
    return str(symbol), values


def _pieces(cleaned: str) -> list[str]:
    """Return the text of each value; without commas and words, spaces separate."""
    if _SPLIT.search(cleaned):
        return [
            piece
            for piece in re.split(r"[,;]+(?: and | or )?| and | or ", cleaned)
            if piece.strip()
        ]
    words = cleaned.split(" ")
    return words if all(_NUMERAL.fullmatch(word) for word in words) else [cleaned]


def _read_value(piece: str, expected: str) -> int | float:
    return to_plain(read_number(_without_name(piece), expected=expected, is_whole=False))


def _without_name(piece: str) -> str:
    name, sign, rest = piece.partition("=")
    return rest if sign and len(name.strip()) <= 20 else piece


def _listed(numbers: Sequence[float]) -> str:
    shown = [f"{number:.12g}" for number in numbers[:8]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
