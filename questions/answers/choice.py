"""The kind ``choice``: one of several options, named by its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError
from questions.answers.kind import Advice, Spec, Value, own_spec
from questions.answers.options import refuse_unknown_keys
from questions.answers.pool import (
    Option,
    PoolSpec,
    fold,
    is_named,
    plain_text,
    read_draw,
    read_options,
)
from questions.answers.text import MAX_CHARACTERS, quote

_EXPECTED = "one of the options"


@dataclass(frozen=True, kw_only=True)
class ChoiceSpec(PoolSpec):
    """Options of a choice, of which exactly one is right."""

    kind: str = "choice"


class ChoiceKind:
    """Reads and compares the ids of options."""

    name = "choice"

    def read_spec(self, raw: Mapping[str, object]) -> ChoiceSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("options", "draw"))
        return ChoiceSpec(options=read_options(raw), draw=read_draw(raw, rights=(1, 1)))

    def parse(self, text: str, spec: Spec) -> str:
        """Return the id of the option that is named by its id or its whole text."""
        own = own_spec(spec, ChoiceSpec)
        if not text.strip():
            raise AnswerFormatError("empty", f"There is no answer yet. Choose {_EXPECTED}.")
        # An option's text may be longer than what is read of numbers; an id never is.
        longest = max(MAX_CHARACTERS, *(2 * len(option.text) for option in own.options))
        if len(text) <= longest:
            typed = fold(text)
            for option in own.options:
                if is_named(option, typed):
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
        return plain_text(_option(value, spec).text)

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


def _option(value: Value, spec: Spec) -> Option:
    own = own_spec(spec, ChoiceSpec)
    option = own.find_option(value) if isinstance(value, str) else None
    if option is None:
        ids = ", ".join(option.id for option in own.options)
        raise ValueError(f"option {value!r}, expected one of {ids}")
    return option
