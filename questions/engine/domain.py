"""The finite parameter space of a question: a product of axes, or a table of cases.

A tuple is known by its number in lexicographic order of the axes, first axis slowest; columns are
made from numbers on demand, so a million tuples are never held as such.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Column
from questions.engine.errors import OutsideDomainError, shorten

AxisValue: TypeAlias = int | float | str

MOST_TUPLES = 4_000_000


@dataclass(frozen=True)
class Axis:
    """One parameter and its values, in the author's order."""

    name: str
    values: Sequence[AxisValue]

    @cached_property
    def is_text(self) -> bool:
        """Whether the values are texts, which stand in templates only."""
        return bool(self.values) and isinstance(self.values[0], str)

    @cached_property
    def array(self) -> Column:
        """The numbers as an int64 or float64 array; of texts, their places."""
        if self.is_text:
            return np.arange(len(self.values))
        is_whole = isinstance(self.values, range) or all(isinstance(v, int) for v in self.values)
        return np.array(self.values, dtype=np.int64 if is_whole else np.float64)

    @cached_property
    def places(self) -> Mapping[AxisValue, int]:
        """The place of each value."""
        return {value: place for place, value in enumerate(self.values)}

    def describe(self) -> str:
        """Return the values in short."""
        if isinstance(self.values, range) and len(self.values) > 1:
            step = f" in steps of {self.values.step}" if self.values.step > 1 else ""
            return f"{self.values[0]} to {self.values[-1]}{step}"
        return shorten(", ".join(map(str, self.values)))


@dataclass(frozen=True)
class Domain:
    """All tuples of a question; ``is_cases`` when the axes go together row by row."""

    axes: tuple[Axis, ...]
    is_cases: bool = False

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many values there are along each independent axis."""
        if self.is_cases:
            return (len(self.axes[0].values),)
        return tuple(len(axis.values) for axis in self.axes)

    @cached_property
    def n_tuples(self) -> int:
        """How many tuples there are; 1 without any parameter."""
        return math.prod(self.shape)

    @cached_property
    def number_names(self) -> frozenset[str]:
        """The parameters that expressions may use."""
        return frozenset(axis.name for axis in self.axes if not axis.is_text)

    @cached_property
    def text_names(self) -> frozenset[str]:
        """The parameters that are texts."""
        return frozenset(axis.name for axis in self.axes if axis.is_text)

    def places(self, numbers: NDArray[Any]) -> list[NDArray[Any]]:
        """Return, for each axis, the place of its value in the numbered tuples."""
        if self.is_cases:
            return [numbers] * len(self.axes)
        if not self.axes:
            return []
        return [np.asarray(place) for place in np.unravel_index(numbers, self.shape)]

    def columns(self, numbers: NDArray[Any]) -> dict[str, Column]:
        """Return the numeric parameters of the numbered tuples as columns."""
        return {
            axis.name: axis.array[places]
            for axis, places in zip(self.axes, self.places(numbers), strict=True)
            if not axis.is_text
        }

    def row(self, number: int) -> dict[str, AxisValue]:
        """Return one tuple as plain values by name."""
        if self.is_cases:
            return {axis.name: axis.values[number] for axis in self.axes}
        row: dict[str, AxisValue] = {}
        for axis in reversed(self.axes):
            number, place = divmod(number, len(axis.values))
            row[axis.name] = axis.values[place]
        return {axis.name: row[axis.name] for axis in self.axes}

    def find(self, params: Mapping[str, object]) -> int:
        """Return the number of a tuple.

        Raises OutsideDomainError that names the parameter and its possible values.
        """
        names = [axis.name for axis in self.axes]
        unknown = [str(name) for name in params if name not in names]
        missing = [name for name in names if name not in params]
        if unknown or missing:
            raise OutsideDomainError(
                f"parameters: found {shorten(', '.join(map(str, params))) or 'none'}, "
                f"expected {', '.join(names) or 'none'}"
            )
        places = [self._place(axis, params[axis.name]) for axis in self.axes]
        if not self.is_cases:
            number = 0
            for place, length in zip(places, self.shape, strict=True):
                number = number * length + place
            return number
        wanted = {name: _plain(params[name]) for name in names}
        for number in range(self.n_tuples):
            if self.row(number) == wanted:
                return number
        listed = ", ".join(f"{name}={value}" for name, value in wanted.items())
        raise OutsideDomainError(
            f"parameters: found {shorten(listed, 200)}, expected one of the {self.n_tuples} cases"
        )

    def _place(self, axis: Axis, value: object) -> int:
        if self.is_cases:
            return 0
        plain = _plain(value)
        place = axis.places.get(plain) if isinstance(plain, int | float | str) else None
        if place is None:
            raise OutsideDomainError(
                f"{axis.name}: found {shorten(value)}, expected {axis.describe()}"
            )
        return place


def _plain(value: object) -> object:
    """Keep true and 1 apart, which Python takes for equal."""
    return str(value).lower() if isinstance(value, bool) else value
