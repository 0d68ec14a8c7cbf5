"""The table of a gradebook: heads that sort, rows of marks, ready to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from examcenter.exams import scoring
from examcenter.exams.gradebook.book import STATUS_WORDS, Cell, Column, Row, points_of, reached
from examcenter.exams.gradebook.desk import Desk
from examcenter.exams.gradebook.look import Look
from examcenter.numerals import per_cent


@dataclass(frozen=True)
class Head:
    """A column's head: how it sorts, and where that leads."""

    words: str
    title: str
    sub: str
    link: str  # "" where it does not sort
    aria: str  # ascending | descending | ""
    is_first: bool = False


@dataclass(frozen=True)
class Mark:
    """One cell of the table."""

    words: str
    link: str
    state: str  # right | wrong | partly | "" | quiet
    note: str
    is_first: bool = False


@dataclass(frozen=True)
class Line:
    """One student's row of the table."""

    label: str
    sub_label: str
    link: str
    points: str
    share: str
    statuses: tuple[tuple[str, str], ...]
    n_attempts: int
    marks: tuple[Mark, ...]


def gather(columns: Sequence[Column], look: Look) -> tuple[tuple[Column, ...], ...]:
    """Return what each column of the table is made of: a question, or those of a section."""
    if look.columns == "questions":
        return tuple((column,) for column in columns)
    return tuple(
        tuple(members) for _, members in groupby(columns, key=lambda column: column.section)
    )


def heads_of(chosen: Sequence[tuple[Column, ...]], look: Look) -> tuple[Head, ...]:
    """Return the heads of the columns of questions or sections."""
    heads = []
    section = 0
    for members in chosen:
        first = members[0]
        is_question = look.columns == "questions"
        key = f"q{first.key}" if is_question else ""
        heads.append(
            Head(
                words=str(first.number) if is_question else first.section_title,
                title=first.title if is_question else "",
                sub=_ruling_sign(first) if is_question and first.ruling else points_sub(members),
                link=look.address(sort=next_sort(look, key), page="") if key else "",
                aria=aria_sort(look, key),
                is_first=first.section != section,
            )
        )
        section = first.section
    return tuple(heads)


def points_sub(members: Sequence[Column]) -> str:
    """Return the points of a column as they stand below its head."""
    return _("of %(points)s") % {"points": scoring.number_words(points_of(members))}


def _ruling_sign(column: Column) -> str:
    return "–" if not column.counts else f"={scoring.number_words(column.points)}"


def next_sort(look: Look, key: str) -> str:
    """Return the order that a click on a head asks for: best first, names from the start."""
    starts_down = key not in ("name", "status")
    is_down = not look.is_descending if look.sort == key else starts_down
    return f"{'-' if is_down else ''}{key}"


def aria_sort(look: Look, key: str) -> str:
    """Return how the table is sorted by a column; "" where it is by another."""
    if not key or look.sort != key:
        return ""
    return "descending" if look.is_descending else "ascending"


def sections_of(columns: Sequence[Column], look: Look) -> tuple[tuple[str, int], ...]:
    """Return the sections above the questions with their widths, where there are several."""
    if look.columns == "sections":
        return ()
    spans = [
        (title, len(list(members)))
        for title, members in groupby(columns, key=lambda column: column.section_title)
    ]
    return tuple(spans) if len(spans) > 1 else ()


def line_of(
    row: Row,
    chosen: Sequence[tuple[Column, ...]],
    cells: Mapping[UUID, Mapping[int, Cell]],
    total: float,
    desk: Desk,
) -> Line:
    """Return one student's row."""
    own = cells.get(row.attempt.pk, {}) if row.attempt else {}
    base = ""
    if row.attempt is not None:
        base = reverse("exams:gradebook_attempt", args=[desk.exam.pk, desk.id_of(row.attempt)])
    score = row.score
    marks = []
    section = 0
    for members in chosen:
        marks.append(_mark(members, own, base, is_first=members[0].section != section))
        section = members[0].section
    return Line(
        label=row.label,
        sub_label=row.sub_label,
        link=base,
        points="" if score is None else scoring.number_words(score * total),
        share="" if score is None else per_cent(score),
        statuses=tuple((name, str(STATUS_WORDS[name])) for name in row.statuses),
        n_attempts=row.n_attempts,
        marks=tuple(marks),
    )


def _mark(
    members: tuple[Column, ...], own: Mapping[int, Cell], base: str, *, is_first: bool
) -> Mark:
    if len(members) > 1 or not members[0].counts:
        points = reached(members, own)
        words = "–" if points is None else scoring.number_words(points)
        return Mark(words, "", "quiet", "", is_first)
    (column,) = members
    cell = own.get(column.key)
    if cell is None:
        return Mark("", "", "quiet", "", is_first)
    link = f"{base}{cell.number}/"
    if cell.score is None:
        return Mark("–", link, "quiet", "", is_first)
    words = scoring.number_words(cell.score * column.points)
    state = "right" if cell.score >= 1 else "wrong" if cell.score <= 0 else ""
    return Mark(words, link, state, "*" if cell.is_adjusted else "", is_first)
