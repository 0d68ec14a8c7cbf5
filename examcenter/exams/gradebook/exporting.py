"""Grades and responses as rows, and rows as CSV and XLSX files."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

import xlsxwriter
from django.db.models import Q
from django.utils.translation import gettext as _

from examcenter.clocks import zone_named
from examcenter.exams import scoring
from examcenter.exams.gradebook.book import (
    STATUS_WORDS,
    cells_of,
    columns_of,
    points_of,
    rows_of,
    students_of,
)
from examcenter.exams.gradebook.desk import Desk
from examcenter.exams.models import Attempt, Exam, Response, ResponseSubmission, Slot
from examcenter.exams.records import read_records
from examcenter.exams.services.queueing import count_tries

Value = str | int | float | datetime | None
# What a spreadsheet takes for a formula at the start of a cell.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CHUNK = 100
# More than any answer or source, and what a cell of a workbook holds.
_MAX_CELL = 32_000
_BOM = "\ufeff"


def grade_rows(desk: Desk) -> Iterator[Sequence[Value]]:
    """Yield the gradebook row by row, its head first; the queries do not grow with it."""
    columns = columns_of(desk.exam)
    total = points_of(columns)
    rows = rows_of(desk, students_of(desk))
    zone = desk.exam.course.time_zone
    yield [
        *_student_heads(desk),
        _("Status"),
        _("Attempts"),
        _("Started (%(zone)s)") % {"zone": zone},
        _("Finished (%(zone)s)") % {"zone": zone},
        _("Points"),
        _("Points possible"),
        _("Score"),
        _("Bonus points"),
        *(f"{c.number}. {c.title} ({scoring.number_words(c.points)})" for c in columns),
    ]
    cells = cells_of(rows)
    for row in rows:
        attempt = row.attempt
        own = cells.get(attempt.pk, {}) if attempt else {}
        yield [
            *_student(desk, row.label, row.sub_label),
            ", ".join(str(STATUS_WORDS[name]) for name in row.statuses),
            row.n_attempts,
            _local(desk, attempt.started_at) if attempt else None,
            _local(desk, attempt.finished_at) if attempt else None,
            None if row.score is None else _rounded(row.score * total),
            total,
            None if row.score is None else _rounded(row.score),
            None if row.score is None or attempt is None else _rounded(attempt.bonus_points),
            *(
                _rounded(cell.score * column.points)
                if (cell := own.get(column.key)) and cell.score is not None
                else None
                for column in columns
            ),
        ]


def response_rows(desk: Desk) -> Iterator[Sequence[Value]]:
    """Yield one row for each part of each response of all attempts, its head first."""
    yield [
        *_student_heads(desk),
        _("Attempt"),
        _("Question"),
        _("Place in the attempt"),
        _("Variant of the question"),
        _("Document"),
        _("Version"),
        _("Variant"),
        _("Part"),
        _("Answer"),
        _("Saved (%(zone)s)") % {"zone": desk.exam.course.time_zone},
        _("Part score"),
        _("Question score"),
        _("Points possible"),
        _("Tries"),
        _("Comment"),
    ]
    # As in the grades, whatever place a question has in a shuffled attempt.
    numbers = {column.key: column.number for column in columns_of(desk.exam)}
    tries = _tries_of_code(desk.exam)
    for attempts in _batches(desk):
        responses = (
            Response.objects.filter(~Q(draft={}) | Q(score__isnull=False), attempt__in=attempts)
            .select_related("attempt__user", "slot")
            .defer("keys")
            .order_by("number", "round")
        )
        of_attempt: dict[UUID, list[Response]] = {key: [] for key in attempts}
        for response in responses:
            of_attempt[response.attempt_id].append(response)
        for key in attempts:
            for response in of_attempt[key]:
                yield from _parts(desk, response, numbers, tries)


def _batches(desk: Desk) -> Iterator[list[UUID]]:
    """Yield the attempts in the order in which they started, so many at once.

    Where names are hidden they come by their numbers: the room tells by name who started when, and
    shows the ids that they are known by there.
    """
    attempts = Attempt.objects.filter(exam=desk.exam).select_related("user")
    if desk.hides_names:
        listed = sorted(attempts, key=lambda attempt: (desk.label(attempt.user), attempt.number))
    else:
        listed = list(attempts.order_by("started_at", "pk"))
    keys = [attempt.pk for attempt in listed]
    for first in range(0, len(keys), _CHUNK):
        yield keys[first : first + _CHUNK]


def _tries_of_code(exam: Exam) -> dict[tuple[int, str], int]:
    """Return how many tries the submissions of code used up, by response and part; one query."""
    links = ResponseSubmission.objects.filter(response__attempt__exam=exam).select_related(
        "submission"
    )
    found: dict[tuple[int, str], list[ResponseSubmission]] = defaultdict(list)
    for link in links.defer("submission__source", "submission__report"):
        found[link.response_id, link.part].append(link)
    return {place: count_tries(sent) for place, sent in found.items()}


def _tries_of(response: Response, part: str) -> int | None:
    """Return how many answers were tried; None where the exam does not count them."""
    tried = response.part_tries.get(part)
    return None if tried is None else len(tried)


def _parts(
    desk: Desk,
    response: Response,
    numbers: Mapping[int, int],
    tries: Mapping[tuple[int, str], int],
) -> Iterator[Sequence[Value]]:
    user, slot = response.attempt.user, response.slot
    records = read_records(response.last_marks)
    settled = scoring.settled_score(
        response.score,
        adjusted=response.adjusted_score,
        is_full=slot.ruling == Slot.Ruling.FULL,
    )
    for part in response.variant["parts"]:
        name = part["name"]
        given = records[name].raw if name in records else response.draft.get(name, "")
        score = response.part_scores.get(name)
        yield [
            *_student(desk, desk.label(user), desk.sub_label(user)),
            response.attempt.number,
            numbers.get(response.slot_id),
            response.number,
            response.round,
            response.variant["slug"],
            response.variant["version"],
            response.variant_index,
            name,
            given,
            _local(desk, response.saved_at),
            None if score is None else _rounded(score),
            None if settled is None else _rounded(settled),
            0 if slot.ruling == Slot.Ruling.DROPPED else slot.points,
            tries.get((response.pk, name), _tries_of(response, name)),
            response.comment,
        ]


def _student_heads(desk: Desk) -> list[str]:
    return [_("Number")] if desk.hides_names else [_("Name"), _("Username")]


def _student(desk: Desk, label: str, sub_label: str) -> list[str]:
    return [label] if desk.hides_names else [label, sub_label]


def _local(desk: Desk, moment: datetime | None) -> datetime | None:
    """Return a moment by the clock of the course, which the head of its column names."""
    seen = desk.moment(moment)
    return None if seen is None else seen.astimezone(zone_named(desk.exam.course.time_zone))


def _rounded(number: float) -> float:
    return round(number, 6)


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


class _Echo:
    """A file that hands back each line instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[Value]], *, has_bom: bool) -> Iterator[str]:
    """Yield the lines of a CSV file; the mark at its start tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo())
    if has_bom:
        yield _BOM
    for row in rows:
        yield writer.writerow([_as_text(value) for value in row])


def _as_text(value: Value) -> Value:
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value


def xlsx_file(rows: Iterable[Sequence[Value]], title: str) -> IO[bytes]:
    """Return a workbook with one sheet; rows are written out as they come, texts as texts."""
    # Deleted when it is closed, which the response that sends it does.
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True})
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet(_sheet_name(title))
    sheet.freeze_panes(1, 1)
    for line, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(line, place, value[:_MAX_CELL], bold if line == 0 else None)
            elif isinstance(value, datetime):
                sheet.write_datetime(line, place, value, moment)
            elif value is not None:
                sheet.write_number(line, place, value)
    book.close()
    file.seek(0)
    return file


def _sheet_name(title: str) -> str:
    """Return a title without what no sheet may be called."""
    kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in title)
    return kept.strip()[:31] or _("Sheet")
