"""A question as frozen data; made from a document, knows nothing of files and of Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from questions.answers import DecimalSpec, Spec
from questions.engine.arithmetic import Value
from questions.engine.domain import AxisValue, Domain
from questions.engine.expressions import Expression
from questions.engine.figures import FigureSpec
from questions.engine.grid_definitions import GridDefinition, Replacements
from questions.engine.templates import Template

TOPICS = (
    "fully-connected",
    "convolution",
    "output-size",
    "padding",
    "pooling",
    "parameters",
    "receptive-field",
    "concepts",
    "code",
)
"""The topics of the bank, in the order of the lesson."""

ANSWER = "answer"
"""Name of the only part of a question without parts, and of a part's own key in its solution."""

TEXT_KINDS = frozenset({"choice", "choices", "set", "formula"})
"""Kinds whose key is no number for later parts, only a text that templates show."""

_SHOWN_KINDS = TEXT_KINDS | {"fraction"}


@dataclass(frozen=True)
class Requirement:
    """A condition that every variant meets, and the reason that an author reads."""

    that: Expression
    why: str


@dataclass(frozen=True)
class Derived:
    """A name for a value that is computed from the parameters."""

    name: str
    value: Expression

    @property
    def names(self) -> frozenset[str]:
        """The names that it is computed from."""
        return self.value.names

    @property
    def calls(self) -> tuple[str, ...]:
        """The solver functions that it calls."""
        return self.value.calls

    def compute(self, names: Mapping[str, Value], replace: Replacements | None = None) -> Value:
        """Return the value, with some solver functions replaced by wrong ones."""
        return self.value.value(names, replace=replace)


Definition: TypeAlias = Derived | GridDefinition
"""What gives a name a value: all follow from the parameters, one after another."""


@dataclass(frozen=True)
class MistakeUse:
    """A misconception of the bank, as one part uses it.

    Without ``values`` or ``option`` the part's own expressions are evaluated with the wrong solver.
    """

    id: str
    is_separated: bool
    values: tuple[Expression, ...]
    option: str
    say: Template | None
    formula: str = ""
    """The wrong formula, where the answer is a formula."""


@dataclass(frozen=True)
class OptionTexts:
    """What a choice shows of one option, before the numbers are put in."""

    id: str
    text: Template
    why: Template


@dataclass(frozen=True)
class Part:
    """One answer that a question asks for.

    ``values`` holds the expressions of the key: one, one for each axis of a shape, the
    conditions of the options of a choice, or the condition of a set; none for code.
    """

    name: str
    label: str
    prompt: Template | None
    points: float
    kind: str
    spec: Spec
    values: tuple[Expression, ...]
    options: tuple[OptionTexts, ...]
    mistakes: tuple[MistakeUse, ...]
    solution: tuple[Template, ...]
    figure: FigureSpec | None
    """What the worked solution can be stepped through with."""
    answer_data: Mapping[str, Any] = field(repr=False, compare=False)
    """The answer section as it was written."""
    why: Template | None = None
    """Of a set: why a candidate is not right."""

    @cached_property
    def is_shown_typed(self) -> bool:
        """Whether templates show the part's own answer as a student would type it."""
        has_figures = isinstance(self.spec, DecimalSpec) and self.spec.figures is not None
        return self.kind in _SHOWN_KINDS or has_figures

    @cached_property
    def is_markable(self) -> bool:
        """Whether the bank itself marks the part; the grader marks code."""
        return self.kind != "code"


@dataclass(frozen=True)
class WrittenTest:
    """What an author wrote down of one variant: answers and how they must be marked."""

    params: Mapping[str, AxisValue]
    part: str
    accepts: tuple[str, ...]
    rejects: tuple[str, ...]
    unreadable: tuple[str, ...]
    diagnoses: tuple[tuple[str, tuple[str, ...]], ...]
    earlier: Mapping[str, str]
    """What the student gave for earlier parts; right where not given."""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Question:
    """An authored question, checked as far as its text tells; the certificate checks the rest."""

    slug: str
    title: str
    topic: str
    level: int
    source: str
    locale: str
    tags: tuple[str, ...]
    domain: Domain
    require: tuple[Requirement, ...]
    grids: tuple[GridDefinition, ...]
    derive: tuple[Derived, ...]
    strata: tuple[Expression, ...]
    prompt: Template
    parts: tuple[Part, ...]
    tests: tuple[WrittenTest, ...]

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The grids and the derived values, in the order in which they are computed."""
        return (*self.grids, *self.derive)

    @cached_property
    def shown_names(self) -> tuple[str, ...]:
        """The names that stand alone in a slot of a prompt, in order."""
        prompts = [self.prompt, *(part.prompt for part in self.parts if part.prompt)]
        names = [slot.name for prompt in prompts for slot in prompt.slots if slot.name]
        return tuple(dict.fromkeys(names))

    def part(self, name: str) -> Part:
        """Return the part of that name; KeyError if there is none."""
        for part in self.parts:
            if part.name == name:
                return part
        raise KeyError(name)

    @property
    def has_parts(self) -> bool:
        """Whether the document lists parts."""
        return [part.name for part in self.parts] != [ANSWER]
