"""Grades as lines of a file, from any number of students, in memory that does not grow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from examcenter.courses.models import Enrollment
from examcenter.exams.anonymity import hides_names
from examcenter.exams.gradebook.exporting import Value, csv_lines
from examcenter.exams.models import Exam
from examcenter.exams.selectors.grades import (
    GradeRow,
    grades_of_attempts,
    list_grades,
    list_sitters,
    students_of,
)

_CHUNK = 500
COLUMNS = tuple(field.name for field in fields(GradeRow))


def iter_grades(exams: Iterable[Exam], now: datetime) -> Iterator[GradeRow]:
    """Yield a row for each student of each exam; so many at once, and never more.

    Where an exam is marked without names, a row for each student who sat it.
    """
    for exam in exams:
        if hides_names(exam, now):
            sitters = list(list_sitters(exam).values())
            for first in range(0, len(sitters), _CHUNK):
                chunk = sitters[first : first + _CHUNK]
                yield from grades_of_attempts({exam.pk: exam}, chunk, now)
        else:
            for students in _chunks(students_of(exam.course_id)):
                yield from list_grades(exam, students, now)


def _chunks(students: QuerySet[Enrollment]) -> Iterator[Sequence[Enrollment]]:
    """Yield rows by their keys: each time those behind the last one.

    A cursor of the database would be held open for as long as a slow reader takes.
    """
    rows, last = students.order_by("pk"), None
    while True:
        found = list((rows if last is None else rows.filter(pk__gt=last))[:_CHUNK])
        if found:
            yield found
        if len(found) < _CHUNK:
            return
        last = found[-1].pk


def csv_grades(rows: Iterable[GradeRow]) -> Iterator[str]:
    """Yield the lines of a CSV file, its head first."""

    def values() -> Iterator[Sequence[Value]]:
        yield COLUMNS
        for row in rows:
            yield [_cell(getattr(row, name)) for name in COLUMNS]

    yield from csv_lines(values(), has_bom=False)


def _cell(value: Any) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, UUID) else value


def json_grades(rows: Iterable[GradeRow]) -> Iterator[str]:
    """Yield a JSON object for each row, one a line."""
    for row in rows:
        yield json.dumps(asdict(row), default=_text) + "\n"


def _text(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
