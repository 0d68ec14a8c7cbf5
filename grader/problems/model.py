"""What a coding problem is made of; the values that cross between its folder and the judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.checker import Check, Expectation
from grader.sandbox import CallResult, Limits

Value = NDArray[Any] | int | None


@dataclass(frozen=True, eq=False)
class Case:
    """One call: its arguments by name in the order of the signature, and how many are passed.

    Arguments beyond ``n_given`` are left to the function's defaults; ``arguments`` still holds
    them, because the expected output depends on them. Those of ``by_name`` are passed as
    keywords, the others by position. A probe belongs to no group.
    """

    name: str
    group: str
    arguments: Mapping[str, Value]
    n_given: int
    is_hidden: bool = True
    by_name: frozenset[str] = frozenset()

    def given(self) -> tuple[Value, ...]:
        """Return the arguments that are passed by position."""
        return tuple(v for k, v in self._passed() if k not in self.by_name)

    def named(self) -> dict[str, Value]:
        """Return the arguments that are passed by name."""
        return {k: v for k, v in self._passed() if k in self.by_name}

    def _passed(self) -> list[tuple[str, Value]]:
        return list(self.arguments.items())[: self.n_given]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arguments that are arrays."""
        return {k: v for k, v in self.arguments.items() if isinstance(v, np.ndarray)}

    def options(self) -> dict[str, int]:
        """Return the arguments that are numbers; None, a default that is no number, is left out."""
        return {k: v for k, v in self.arguments.items() if isinstance(v, int)}


@dataclass(frozen=True)
class Group:
    """Cases that count together: all of them pass, or the group's weight is lost.

    When a gate does not pass, no group counts.
    """

    name: str
    title: str
    weight: int
    is_gate: bool = False


@dataclass(frozen=True, eq=False)
class Example:
    """A visible case as the task shows it."""

    name: str
    arguments: dict[str, Value]
    expected: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Observation:
    """One case together with what the student's function did with it."""

    case: Case
    expectation: Expectation
    result: CallResult
    check: Check

    @property
    def is_passed(self) -> bool:
        """Tell whether the case passed."""
        return self.check.verdict == "accepted"


@dataclass(frozen=True)
class Finding:
    """A named mistake, or a kind of mistake, with its explanation in Markdown."""

    id: str
    title: str
    explanation: str


@dataclass(frozen=True, eq=False)
class Problem:
    """A coding task: what the student reads, and how its cases are made, solved and inspected.

    ``solver`` is the name under which the bank keeps the wrong solvers that are compared with the
    student's outputs; ``explanations`` are this task's own words for some of them.
    """

    slug: str
    version: str
    title: str
    function: str
    signature: str
    statement: str
    starter: str
    rules: tuple[str, ...]
    limits: Limits
    groups: tuple[Group, ...]
    solver: str
    visible_cases: tuple[Case, ...]
    draw_cases: Callable[[np.random.Generator], tuple[Case, ...]]
    draw_probes: Callable[[np.random.Generator], tuple[Case, ...]]
    draw_any: Callable[[np.random.Generator], Case]
    expect: Callable[[Case], Expectation]
    find_properties: Callable[[tuple[Observation, ...], tuple[Observation, ...]], list[Finding]]
    explanations: Mapping[str, str] = field(default_factory=dict)

    @property
    def examples(self) -> tuple[Example, ...]:
        """Return the visible cases with their expected outputs."""
        return tuple(
            Example(case.name, dict(case.arguments), self.expect(case).array)
            for case in self.visible_cases
        )
