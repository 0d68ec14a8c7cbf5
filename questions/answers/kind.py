"""What every kind of answer offers: read its options, parse, compare, show, advise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

# Read from text or computed by a question: a number, the sizes of a shape, the rows of a matrix,
# an option's id.
Value: TypeAlias = int | float | tuple[float, ...] | tuple[tuple[float, ...], ...] | str

GO_THROUGH = (
    "Go through the calculation once more, one step at a time, with the numbers of this question."
)


@dataclass(frozen=True, kw_only=True)
class Spec:
    """The options of one answer section; each kind adds its own."""

    kind: str


@dataclass(frozen=True)
class Advice:
    """What to tell about an answer that is not right and fits no known mistake.

    Attributes
    ----------
    outcome : str
        ``"precision"`` when the value is right but not its digits, ``"form"`` when the value is
        right and written in another way than asked for, ``"partly"`` when a part of it is right,
        else ``"wrong"``.
    text : str
        Markdown for the student; never holds the key.
    score : float, default=0.0
        Fraction in [0, 1) that the answer earns all the same.
    """

    outcome: str
    text: str
    score: float = 0.0


class AnswerKind(Protocol):
    """One kind of answer. Instances hold no state."""

    name: str

    def read_spec(self, raw: Mapping[str, object]) -> Spec:
        """Return the options in an answer section; raise SpecError when one is wrong."""

    def parse(self, text: str, spec: Spec) -> Value:
        """Return what the text means; raise AnswerFormatError when it cannot be read."""

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether a value is right."""

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row whether its value is right; NaN never is."""

    def show(self, value: Value, spec: Spec) -> str:
        """Return the value as plain text that parses back to it."""

    def to_value(self, row: Any, spec: Spec) -> Value:
        """Return one row of a column as a value that JSON can hold."""

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example, for labels and errors."""

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence, for the receipt."""

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return the lowest and highest right answer, or None where there is no order."""

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return one useful next step for a wrong answer, without the key."""


SpecT = TypeVar("SpecT", bound=Spec)


def own_spec(spec: Spec, wanted: type[SpecT]) -> SpecT:
    """Return the options as the kind's own type; a mix-up of kinds is our own fault."""
    if not isinstance(spec, wanted):
        raise TypeError(f"options of kind {spec.kind!r}, expected {wanted.__name__}")
    return spec


def as_flat(value: Value) -> tuple[float, ...]:
    """Return a value that is a tuple of numbers; raises TypeError for any other."""
    if isinstance(value, tuple):
        flat = tuple(number for number in value if not isinstance(number, tuple))
        if len(flat) == len(value):
            return flat
    raise TypeError(f"value {value!r}, expected a tuple of numbers")
