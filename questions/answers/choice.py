"""The kind ``choice``: one of several options, named by its id."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, SpecError
from questions.answers.kind import Advice, Spec, Value, own_spec
from questions.answers.options import read_text, refuse_unknown_keys, shorten
from questions.answers.text import MAX_CHARACTERS, quote

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FEWEST_OPTIONS, _MOST_OPTIONS = 2, 12
_EXPECTED = "one of the options"
# Enough for the short texts of options; a page renders them as Markdown.
_PLAIN = (
    ("{,}", ","),
    ("\\times", "×"),
    ("\\cdot", "·"),
    ("\\le", "≤"),
    ("\\ge", "≥"),
    ("\\,", " "),
    ("**", ""),
    ("$", ""),
    ("`", ""),
)


@dataclass(frozen=True)
class Option:
    """One option.

    Attributes
    ----------
    id : str
        Stable name; what an answer holds.
    text : str
        Markdown, shown to students.
    why : str
        Markdown: why this option is right or is not.
    """

    id: str
    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class ChoiceSpec(Spec):
    """Options of a choice, in the order of the document."""

    kind: str = "choice"
    options: tuple[Option, ...]

    def find_option(self, option_id: str) -> Option | None:
        """Return the option with this id, or None."""
        return next((option for option in self.options if option.id == option_id), None)


class ChoiceKind:
    """Reads and compares the ids of options."""

    name = "choice"

    def read_spec(self, raw: Mapping[str, object]) -> ChoiceSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("options",))
        found = raw.get("options")
        if not isinstance(found, list) or not _FEWEST_OPTIONS <= len(found) <= _MOST_OPTIONS:
            expected = f"a list of {_FEWEST_OPTIONS} to {_MOST_OPTIONS} options"
            raise SpecError("options", shorten(found), expected)
        options = tuple(_read_option(f"options[{place}]", raw) for place, raw in enumerate(found))
        ids = [option.id for option in options]
        texts = [_fold(option.text) for option in options]
        for key, seen in (("id", ids), ("text", texts)):
            for place, entry in enumerate(seen):
                if entry in seen[:place]:
                    raise SpecError(f"options[{place}].{key}", shorten(entry), "a different one")
        return ChoiceSpec(options=options)

    def parse(self, text: str, spec: Spec) -> str:
        """Return the id of the option that is named by its id or its whole text."""
        own = own_spec(spec, ChoiceSpec)
        if not text.strip():
            raise AnswerFormatError("empty", f"There is no answer yet. Choose {_EXPECTED}.")
        # An option's text may be longer than what is read of numbers; an id never is.
        longest = max(MAX_CHARACTERS, *(2 * len(option.text) for option in own.options))
        if len(text) <= longest:
            typed = _fold(text)
            for option in own.options:
                if typed in (option.id, _fold(option.text), _fold(_plain(option.text))):
                    return option.id
        raise AnswerFormatError(
            "not_an_option", f"{quote(text)} is none of the options. Choose {_EXPECTED}."
        )

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether the two are the same option."""
        own_spec(spec, ChoiceSpec)
        return isinstance(value, str) and value == key

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row whether its option is right."""
        own_spec(spec, ChoiceSpec)
        return np.asarray(np.asarray(values) == np.asarray(keys), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the text of the option without the marks of Markdown and maths."""
        return _plain(_option(value, spec).text)

    def to_value(self, row: Any, spec: Spec) -> str:
        """Return one row of a column of ids."""
        return _option(str(row), spec).id

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase."""
        own_spec(spec, ChoiceSpec)
        return _EXPECTED

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own_spec(spec, ChoiceSpec)
        return "The option has to be the one that is true."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: options have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return the author's reason why the chosen option is not right."""
        return Advice("wrong", _option(value, spec).why)


def _read_option(key: str, found: object) -> Option:
    if not isinstance(found, Mapping):
        raise SpecError(key, shorten(found), "an option with id, text, when and why")
    try:
        refuse_unknown_keys(found, ("id", "text", "when", "why"))
        option = Option(
            id=read_text(found, "id"), text=read_text(found, "text"), why=read_text(found, "why")
        )
    except SpecError as error:
        raise SpecError(f"{key}.{error.key}", error.found, error.expected) from None
    if not _ID.fullmatch(option.id):
        raise SpecError(
            f"{key}.id", shorten(option.id), "lower-case letters, digits and hyphens, at most 40"
        )
    for name, text in (("text", option.text), ("why", option.why)):
        if not text:
            raise SpecError(f"{key}.{name}", "nothing", "a text")
    if not isinstance(found.get("when"), str | bool):
        raise SpecError(f"{key}.when", shorten(found.get("when")), "an expression")
    return option


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _plain(text: str) -> str:
    for marked, plain in _PLAIN:
        text = text.replace(marked, plain)
    return " ".join(text.split())


def _option(value: Value, spec: Spec) -> Option:
    own = own_spec(spec, ChoiceSpec)
    option = own.find_option(value) if isinstance(value, str) else None
    if option is None:
        ids = ", ".join(option.id for option in own.options)
        raise ValueError(f"option {value!r}, expected one of {ids}")
    return option
