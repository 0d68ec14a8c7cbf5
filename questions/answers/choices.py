"""The kind ``choices``: all the options that are right, named by their ids."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.kind import Advice, Spec, Value, own_spec
from questions.answers.options import refuse_unknown_keys
from questions.answers.pool import (
    MOST_OPTIONS,
    PoolSpec,
    fold,
    is_named,
    list_reason,
    plain_text,
    read_draw,
    read_options,
)
from questions.answers.text import MAX_CHARACTERS, quote

_EXPECTED = "all the options that are right"
_SEPARATOR = ","
# Whole texts may hold commas, so they are joined by what no text of an option may hold.
_TEXT_SEPARATOR = ";"
_SPLIT = re.compile(r"[,;\s]+")
# Below this, a share of the right options is not told from luck; see docs/marking.md.
_LEAST_CREDIT = Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class ChoicesSpec(PoolSpec):
    """Options of which one or more are right, and one or more are not."""

    kind: str = "choices"


class ChoicesKind:
    """Reads and compares selections; a value is the ids in the order shown, joined by commas."""

    name = "choices"

    def read_spec(self, raw: Mapping[str, object]) -> ChoicesSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("options", "draw"))
        options = read_options(raw)
        longest = sorted((len(option.id) + 1 for option in options), reverse=True)
        if sum(longest[:MOST_OPTIONS]) > MAX_CHARACTERS:
            found = f"ids of {sum(longest[:MOST_OPTIONS])} characters together"
            raise SpecError("options", found, f"at most {MAX_CHARACTERS}")
        for place, option in enumerate(options):
            if _TEXT_SEPARATOR in option.text:
                raise SpecError(f"options[{place}].text", "a semicolon", "a text without one")
        return ChoicesSpec(options=options, draw=read_draw(raw, rights=(1, MOST_OPTIONS - 1)))

    def parse(self, text: str, spec: Spec) -> str:
        """Return the ids that are named by ids, or by whole texts with semicolons between them."""
        own = own_spec(spec, ChoicesSpec)
        longest = MAX_CHARACTERS + sum(2 * len(option.text) for option in own.options)
        if len(text) > longest:
            raise _not_options(text)
        if not _SPLIT.sub("", text):
            raise AnswerFormatError(
                "empty", f"There is no answer yet. Tick {_EXPECTED}: there is at least one."
            )
        return join_ids(_read_ids(text, own) or _read_texts(text, own), own)

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the two are the same selection."""
        own_spec(spec, ChoicesSpec)
        return isinstance(value, str) and value == key

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row of two columns of bits whether the selection is right."""
        own_spec(spec, ChoicesSpec)
        return np.asarray(np.asarray(values) == np.asarray(keys), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the texts of the options without the marks of Markdown and maths."""
        own = own_spec(spec, ChoicesSpec)
        chosen = _ids(value)
        texts = [
            plain_text(option.text).rstrip(".") for option in own.options if option.id in chosen
        ]
        return f"{_TEXT_SEPARATOR} ".join(texts)

    def to_value(self, row: Any, spec: Spec) -> str:
        """Return one row of a column of bits; bit 0 is the first option."""
        own = own_spec(spec, ChoicesSpec)
        bits = int(row)
        return join_ids(
            {option.id for place, option in enumerate(own.options) if bits >> place & 1}, own
        )

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase."""
        own_spec(spec, ChoicesSpec)
        return _EXPECTED

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own_spec(spec, ChoicesSpec)
        return (
            "All right options and no other earn everything. Otherwise the share of the right "
            "options that are ticked, less the share of the wrong ones, counts if it is more than "
            "one half."
        )

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: options have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return why each wrong option that is ticked is wrong, or that some are missing."""
        own = own_spec(spec, ChoicesSpec)
        given, right = _ids(value), _ids(key)
        score = credit(given, right, n_options=len(own.options))
        wrong = [option for option in own.options if option.id in given - right]
        lines = [list_reason(option) for option in wrong]
        if wrong:
            n_wrong = "one option that is" if len(wrong) == 1 else f"{len(wrong)} options that are"
            lines.insert(0, f"You ticked {n_wrong} not right:\n")
        elif given:
            lines.append("What you ticked is right, and something is still missing.")
        if score:
            lines.append("\nA part of it counts.")
        return Advice("partly" if score else "wrong", "\n".join(lines), float(score))


def credit(given: set[str], right: set[str], *, n_options: int) -> Fraction:
    """Return what a selection earns that is not the right one.

    Parameters
    ----------
    given, right : set of str
        Ids that are ticked, and those that are right.
    n_options : int
        How many options there are.

    Returns
    -------
    Fraction
        The share of the right options that are ticked, less the share of the wrong ones; 0 where
        that is not more than one half.

    Notes
    -----
    Whoever ticks k of n options without knowing anything ticks k/n of the right ones and k/n of
    the wrong ones on average, so the difference of the shares has the mean 0 for every k. A score
    is never below 0, and that alone would reward luck: hence the half.

    Examples
    --------
    >>> credit({"a", "b"}, {"a", "b", "c"}, n_options=5)
    Fraction(2, 3)
    >>> credit({"a", "b", "c", "d", "e"}, {"a", "b", "c"}, n_options=5)
    Fraction(0, 1)
    """
    n_wrong = n_options - len(right)
    share = Fraction(len(given & right), len(right))
    if n_wrong:
        share -= Fraction(len(given - right), n_wrong)
    return share if share > _LEAST_CREDIT else Fraction(0)


def join_ids(ids: "set[str] | frozenset[str]", spec: ChoicesSpec) -> str:
    """Return a selection as its value: ids in the order shown, joined by commas."""
    return _SEPARATOR.join(option.id for option in spec.options if option.id in ids)


def _read_ids(text: str, spec: ChoicesSpec) -> set[str]:
    words = {word.casefold() for word in _SPLIT.split(text) if word}
    return words if words <= {option.id for option in spec.options} else set()


def _read_texts(text: str, spec: ChoicesSpec) -> set[str]:
    named: set[str] = set()
    for piece in text.split(_TEXT_SEPARATOR):
        if not piece.strip():
            continue
        typed = fold(piece)
        option = next((option for option in spec.options if is_named(option, typed)), None)
        if option is None:
            raise _not_options(piece)
        named.add(option.id)
    return named


def _not_options(text: str) -> AnswerFormatError:
    return AnswerFormatError(
        "not_an_option", f"{quote(text)} is none of the options. Tick {_EXPECTED}."
    )


def _ids(value: Value) -> set[str]:
    if isinstance(value, str):
        return set(value.split(_SEPARATOR)) - {""}
    raise TypeError(f"value {value!r} of a selection, expected ids joined by commas")
