"""The kind ``code``: a program that the grader runs; here it is only read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import AnswerFormatError, NotComparableError, SpecError
from questions.answers.kind import Advice, Spec, Value, own_spec
from questions.answers.options import read_text, refuse_unknown_keys, shorten

# The grader's own limit on a source file.
_MOST_BYTES = 64 * 1024
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class CodeSpec(Spec):
    """Options of a program.

    Attributes
    ----------
    problem : str
        Slug of the grader's problem; the bank knows nothing else about it.
    """

    kind: str = "code"
    problem: str


class CodeKind:
    """Reads programs; a verdict comes from the grader, never from a comparison here."""

    name = "code"

    def read_spec(self, raw: Mapping[str, object]) -> CodeSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("problem",))
        problem = read_text(raw, "problem")
        if not _SLUG.fullmatch(problem):
            raise SpecError("problem", shorten(raw.get("problem")), "the slug of a problem")
        return CodeSpec(problem=problem)

    def parse(self, text: str, spec: Spec) -> str:
        """Return the program as it is."""
        own_spec(spec, CodeSpec)
        if len(text) > _MOST_BYTES or len(text.encode(errors="replace")) > _MOST_BYTES:
            raise AnswerFormatError(
                "too_long", f"Your program is longer than {_MOST_BYTES // 1024} KiB, the limit."
            )
        if not text.strip():
            raise AnswerFormatError("empty", "There is no program yet.")
        return text

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Refuse: programs are run, not compared."""
        _refuse(spec)

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Refuse: programs are run, not compared."""
        _refuse(spec)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the program."""
        own_spec(spec, CodeSpec)
        return str(value)

    def to_value(self, row: Any, spec: Spec) -> str:
        """Return the slug of the problem, which stands in for a key."""
        return own_spec(spec, CodeSpec).problem

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase."""
        own_spec(spec, CodeSpec)
        return "a Python program"

    def rule(self, spec: Spec) -> str:
        """Return who gives the verdict."""
        own_spec(spec, CodeSpec)
        return "The program has to give the right output on every case of the grader."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: programs have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Refuse: the grader explains its verdict."""
        _refuse(spec)


def _refuse(spec: Spec) -> NoReturn:
    problem = own_spec(spec, CodeSpec).problem
    raise NotComparableError(f"code for {problem}: the grader gives the verdict, not the bank")
