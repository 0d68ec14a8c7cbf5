"""The report of one grading: what is stored with a submission, as versioned JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.errors import GraderError

REPORT_VERSION = 1

# A cell of a figure: whole numbers as int, so that they read as such; NaN and infinity as text,
# because JSON has neither.
Cell = int | float | str
# A cell, or nested rows of cells, one level for each axis of the array.
Matrix = Cell | tuple["Matrix", ...]


class ReportError(GraderError):
    """A stored report of a version that this code cannot read."""

    code = "report_error"


@dataclass(frozen=True)
class Got:
    """What a call returned, for authors and teachers; never shown for a hidden case."""

    type: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    values: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A visible case in full; ``got`` and ``difference`` are None where there is none to show."""

    arguments: Mapping[str, Matrix]
    options: Mapping[str, int]
    expected: Matrix
    got: Matrix | None = None
    difference: Matrix | None = None


@dataclass(frozen=True)
class CaseReport:
    """One case of a grading."""

    name: str
    group: str
    is_hidden: bool
    verdict: str
    message: str
    got: Got | None = None
    figure: Figure | None = None
    time_s: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the case as JSON values."""
        got = None if self.got is None else dict(vars(self.got))
        figure = None if self.figure is None else dict(vars(self.figure))
        return {**vars(self), "got": got, "figure": figure}


@dataclass(frozen=True)
class DiagnosisReport:
    """One named mistake."""

    id: str
    title: str
    explanation: str


@dataclass(frozen=True)
class Report:
    """Everything one grading found out.

    ``score`` is None when the judge failed: no score is not a score of zero. ``detail`` is for
    operators. ``is_worth_another_run`` says that the fault was ours.
    """

    problem: str
    problem_version: str
    verdict: str
    score: float | None
    message: str = ""
    error_lines: tuple[tuple[int, str], ...] = ()
    stdout: str = ""
    diagnosis: tuple[DiagnosisReport, ...] = ()
    cases: tuple[CaseReport, ...] = ()
    time_s: float = 0.0
    wall_s: float = 0.0
    peak_memory_bytes: int = 0
    sandbox_tier: str = ""
    detail: str = field(default="", compare=False)

    @property
    def is_worth_another_run(self) -> bool:
        """Tell whether the fault was ours, so that the submission is graded once more."""
        return self.verdict == "system_error"

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON values, which share what they hold with the report.

        Written out, because ``asdict`` copies each cell and takes longer than all else that
        writing a verdict needs.
        """
        return {
            "version": REPORT_VERSION,
            **vars(self),
            "diagnosis": [dict(vars(entry)) for entry in self.diagnosis],
            "cases": [case.to_json() for case in self.cases],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Report":
        """Return the report that ``to_json`` wrote.

        Raises
        ------
        ReportError
            If it was written by another version.
        """
        if raw.get("version") != REPORT_VERSION:
            raise ReportError(
                f"report version {raw.get('version')!r}: cannot be read, expected {REPORT_VERSION}"
            )
        values = {key: value for key, value in raw.items() if key != "version"}
        values["error_lines"] = tuple((int(n), str(text)) for n, text in raw["error_lines"])
        values["diagnosis"] = tuple(DiagnosisReport(**entry) for entry in raw["diagnosis"])
        values["cases"] = tuple(_case_from_json(entry) for entry in raw["cases"])
        return cls(**values)


def cell(value: float) -> Cell:
    """Return a number as a figure shows it: six digits, whole numbers without a point."""
    number = float(value)
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "∞" if number > 0 else "-∞"
    rounded = float(f"{number:.6g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def _case_from_json(raw: Mapping[str, Any]) -> CaseReport:
    values = dict(raw)
    if raw["got"] is not None:
        shape = raw["got"]["shape"]
        values["got"] = Got(
            type=raw["got"]["type"],
            shape=None if shape is None else tuple(shape),
            dtype=raw["got"]["dtype"],
            values=tuple(raw["got"]["values"]),
        )
    if raw["figure"] is not None:
        figure = raw["figure"]
        values["figure"] = Figure(
            arguments={name: _matrix(rows) for name, rows in figure["arguments"].items()},
            options=dict(figure["options"]),
            expected=_matrix(figure["expected"]),
            got=_matrix(figure["got"]),
            difference=_matrix(figure["difference"]),
        )
    return CaseReport(**values)


def _matrix(rows: Any) -> Any:
    return tuple(_matrix(row) for row in rows) if isinstance(rows, list | tuple) else rows
