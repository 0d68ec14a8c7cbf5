"""The page of a gradebook: filtered, sorted, one leaf of rows at a time, ready to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy

from examcenter.courses.models import Group
from examcenter.exams import scoring
from examcenter.exams.gradebook.book import (
    STATUS_WORDS,
    Cell,
    Row,
    cells_of,
    columns_of,
    points_of,
    rows_of,
    students_of,
)
from examcenter.exams.gradebook.desk import Desk
from examcenter.exams.gradebook.look import Look
from examcenter.exams.gradebook.table import (
    Head,
    Line,
    aria_sort,
    gather,
    heads_of,
    line_of,
    next_sort,
    sections_of,
)
from examcenter.numerals import per_cent
from examcenter.paging import leaf_of

LEAF = 100
_FIXED = (
    ("name", gettext_lazy("Student")),
    ("status", gettext_lazy("Status")),
    ("points", gettext_lazy("Points")),
)


@dataclass(frozen=True)
class GradebookPage:
    """What the page shows."""

    exam_id: UUID
    exam_title: str
    course_id: UUID
    course_title: str
    points_words: str
    look: Look
    is_teaching: bool
    hides_names: bool
    is_anonymous: bool
    is_released: bool
    has_manual_release: bool
    heads: tuple[Head, ...]
    sections: tuple[tuple[str, int], ...]  # title and number of columns, where there are several
    slots: tuple[tuple[int, str], ...]
    lines: tuple[Line, ...]
    groups: tuple[tuple[UUID, str], ...]
    statuses: tuple[tuple[str, str], ...]
    n_students: int
    n_found: int
    n_finished: int
    mean_words: str
    pages: tuple[tuple[int, str, bool], ...]
    fixed: tuple[Head, ...]  # of the columns that every gradebook has
    questions_link: str
    sections_link: str


def gradebook_page(desk: Desk, look: Look) -> GradebookPage:
    """Return the page of an exam's gradebook."""
    exam = desk.exam
    columns = columns_of(exam)
    total = points_of(columns)
    rows = rows_of(desk, students_of(desk, group=look.group))
    found = _sorted([row for row in rows if _matches(row, look)], look, desk)
    leaf = leaf_of(len(found), page=look.page, size=LEAF)
    shown = found[leaf.rows]
    cells = cells_of(shown)
    finished = [r.attempt.score for r in rows if r.attempt and r.attempt.finished_at]
    groups = () if desk.hides_names else Group.objects.filter(course=exam.course_id)
    chosen = gather(columns, look)
    return GradebookPage(
        exam_id=exam.pk,
        exam_title=exam.title,
        course_id=exam.course_id,
        course_title=exam.course.title,
        points_words=scoring.points_words(total),
        look=look,
        is_teaching=desk.is_teaching,
        hides_names=desk.hides_names,
        is_anonymous=exam.is_anonymous,
        is_released=exam.released_at is not None,
        has_manual_release=exam.release == exam.Release.MANUAL,
        heads=heads_of(chosen, look),
        sections=sections_of(columns, look),
        slots=tuple((column.key, f"{column.number}. {column.title}") for column in columns),
        lines=tuple(line_of(row, chosen, cells, total, desk) for row in shown),
        groups=tuple((group.pk, group.name) for group in groups),
        statuses=tuple((name, str(words)) for name, words in STATUS_WORDS.items()),
        n_students=len(rows),
        n_found=len(found),
        n_finished=len(finished),
        mean_words=per_cent(sum(finished) / len(finished)) if finished else "",
        pages=tuple(
            (n, look.address(page=n if n > 1 else ""), n == leaf.page)
            for n in range(1, leaf.n_pages + 1)
        ),
        fixed=tuple(
            Head(
                words=str(words),
                title="",
                sub="",
                link=look.address(sort=next_sort(look, key), page=""),
                aria=aria_sort(look, key),
            )
            for key, words in _FIXED
        ),
        questions_link=look.address(columns="", page=""),
        sections_link=look.address(columns="sections", page=""),
    )


def _matches(row: Row, look: Look) -> bool:
    text = look.text.casefold()
    is_named = text in row.label.casefold() or bool(row.sub_label and text in row.sub_label)
    return is_named and (not look.status or look.status in row.statuses)


def _sorted(rows: list[Row], look: Look, desk: Desk) -> list[Row]:
    """Return the rows in the order asked for; who has nothing to compare comes last."""
    # The room tells by name when somebody finished.
    if look.sort == "name" or (look.sort == "finished" and desk.hides_names):
        return rows[::-1] if look.is_descending else rows
    values = _values(rows, look)
    known = [row for row in rows if values[row.user.pk] is not None]
    known.sort(key=lambda row: values[row.user.pk] or 0.0, reverse=look.is_descending)
    return known + [row for row in rows if values[row.user.pk] is None]


def _values(rows: Sequence[Row], look: Look) -> dict[int, float | None]:
    if look.sort == "points":
        return {row.user.pk: row.score for row in rows}
    if look.sort == "status":
        order = list(STATUS_WORDS)
        return {row.user.pk: float(order.index(row.statuses[-1])) for row in rows}
    if look.sort == "finished":
        return {
            row.user.pk: row.attempt.finished_at.timestamp()
            if row.attempt and row.attempt.finished_at
            else None
            for row in rows
        }
    key = int(look.sort.removeprefix("q"))
    cells = cells_of(rows, slot=key)
    nothing: dict[int, Cell] = {}
    return {
        row.user.pk: getattr(cells.get(row.attempt.pk, nothing).get(key), "score", None)
        if row.attempt
        else None
        for row in rows
    }
