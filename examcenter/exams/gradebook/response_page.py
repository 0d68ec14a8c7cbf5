"""One response as who marks sees it: answer, mark, tries, receipt, history, neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from examcenter.exams import access, review, scoring
from examcenter.exams.gradebook.book import Row, rows_of, students_of
from examcenter.exams.gradebook.desk import Desk
from examcenter.exams.gradebook.log import (
    OF_THE_ROOM,
    LogLine,
    concerns,
    entries_of_attempt,
    lines_of,
)
from examcenter.exams.models import Attempt, Check, Response
from examcenter.exams.pages import SubmissionRow
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.selectors.reading import AttemptReading, read_attempt
from examcenter.exams.selectors.receipt import ReceiptItem, receipt_of
from examcenter.exams.selectors.result_page import decision_words
from examcenter.exams.selectors.submissions import submission_rows
from examcenter.numerals import per_cent
from questions.rendering import render_markdown
from questions.services import IssuedPart, IssuedVariant, WorkedPart, worked_solution


@dataclass(frozen=True)
class MarkedPart:
    """One part: what stands in it and how it was marked."""

    label: str
    kind: str
    prompt_html: SafeString
    given: str
    understood: str
    state: str
    score_words: str
    key: str  # "" where it may not be seen
    solution_html: tuple[SafeString, ...]
    submissions: tuple[SubmissionRow, ...]
    source: str


@dataclass(frozen=True)
class TryRow:
    """One check."""

    at: datetime | None  # None where names are hidden
    answers: tuple[tuple[str, str], ...]
    score_words: str
    counts_words: str
    costs: tuple[str, ...]


@dataclass(frozen=True)
class MarkingPage:
    """What the page shows."""

    exam_id: UUID
    exam_title: str
    course_id: UUID
    course_title: str
    attempt_id: UUID
    label: str
    sub_label: str
    number: int
    n_questions: int
    title: str
    prompt_html: SafeString
    parts: tuple[MarkedPart, ...]
    max_points: str
    points_words: str
    marked_words: str
    score_words: str
    decision: str
    is_adjusted: bool
    points_now: str
    reason_now: str
    comment: str
    attempt_words: str
    bonus_points: str
    bonus_reason: str
    tries: tuple[TryRow, ...]
    receipt: ReceiptItem | None
    history: tuple[LogLine, ...]
    is_teaching: bool
    shows_keys: bool
    numbers: tuple[tuple[int, str, bool], ...]
    previous_link: str
    next_link: str


def marking_page(desk: Desk, attempt: Attempt, number: int) -> MarkingPage:
    """Return the page of one response.

    Raises
    ------
    ResponseNotFound
        If the attempt has no such question.
    """
    response = access.get_response_of(attempt, number)
    shows_keys = desk.may_see_keys()
    reading = _as_staff(read_attempt(attempt, desk.now), shows_keys=shows_keys)
    stored = next(one for one in reading.responses if one.pk == response.pk)
    variant = IssuedVariant.from_json(stored.variant)
    solutions = (
        worked_solution(version_id=stored.version_id, index=stored.variant_index)
        if shows_keys
        else {}
    )
    slot = stored.slot
    settled = scoring.settled_score(
        stored.score, adjusted=stored.adjusted_score, is_full=slot.ruling == slot.Ruling.FULL
    )
    receipt = next(item for item in receipt_of(reading).items if item.number == number)
    entries = [
        entry
        for entry in entries_of_attempt(attempt.pk)
        if concerns(entry, number) and not (desk.hides_names and entry.action in OF_THE_ROOM)
    ]
    before, after = _neighbours(desk, attempt, stored.slot_id)
    return MarkingPage(
        exam_id=desk.exam.pk,
        exam_title=desk.exam.title,
        course_id=desk.exam.course_id,
        course_title=desk.exam.course.title,
        attempt_id=desk.id_of(attempt),
        label=desk.label(attempt.user),
        sub_label=desk.sub_label(attempt.user),
        number=number,
        n_questions=len(reading.responses),
        title=variant.title,
        prompt_html=render_markdown(variant.prompt),
        parts=tuple(_part(desk, reading, stored, part, solutions) for part in variant.parts),
        max_points=scoring.typed_number(slot.points),
        points_words=scoring.points_words(slot.points),
        marked_words=_words(stored.score, slot.points),
        score_words=_words(settled, slot.points),
        decision=decision_words(stored),
        is_adjusted=stored.adjusted_score is not None,
        points_now=scoring.typed_number((settled or 0.0) * slot.points),
        reason_now=stored.adjusted_reason,
        comment=stored.comment,
        attempt_words=per_cent(reading.attempt.score, 1),
        bonus_points=scoring.typed_number(reading.attempt.bonus_points),
        bonus_reason=reading.attempt.bonus_reason,
        tries=tuple(
            replace(row, at=desk.moment(row.at))
            for row in (_try(check, variant) for check in Check.objects.filter(response=stored))
        ),
        receipt=receipt,
        history=tuple(reversed(lines_of(entries, desk.now))),
        is_teaching=desk.is_teaching,
        shows_keys=shows_keys,
        numbers=tuple(
            (one.number, _link(desk, attempt, one.number), one.number == number)
            for one in reading.responses
        ),
        previous_link=before,
        next_link=after,
    )


def _as_staff(reading: AttemptReading, *, shows_keys: bool) -> AttemptReading:
    """Return the reading as who marks may see it: every mark, keys where the role allows."""
    seen = replace(review.EVERYTHING, key=shows_keys, solution=shows_keys, diagnosis=shows_keys)
    return replace(reading, seen=seen)


def _words(score: float | None, points: float) -> str:
    return "" if score is None else scoring.score_words(score, points)


def _part(
    desk: Desk,
    reading: AttemptReading,
    response: Response,
    part: IssuedPart,
    solutions: Mapping[str, WorkedPart],
) -> MarkedPart:
    record: PartRecord | None = read_records(response.last_marks).get(part.name)
    links = [link for link in reading.links_of(response) if link.part == part.name]
    worked = solutions.get(part.name, WorkedPart((), ""))
    total = sum(p["points"] for p in response.variant["parts"])
    points = response.slot.points * part.points / total if total else 0.0
    score = response.part_scores.get(part.name)
    return MarkedPart(
        label=part.label,
        kind=part.kind,
        prompt_html=render_markdown(part.prompt) if part.prompt else SafeString(""),
        given=record.raw if record else response.draft.get(part.name, ""),
        understood=record.understood if record else "",
        state=record.state.value if record else "",
        score_words=_words(score, points),
        key=worked.answer if part.kind != "code" else "",
        solution_html=tuple(render_markdown(line) for line in worked.lines),
        submissions=tuple(
            replace(row, created_at=desk.moment(row.created_at))
            for row in submission_rows(links, points=points, seen=reading.seen)
        ),
        source=links[-1].submission.source if links else response.draft.get(part.name, ""),
    )


def _try(check: Check, variant: IssuedVariant) -> TryRow:
    labels = {part.name: part.label for part in variant.parts}
    records = read_records(check.marks)
    costs = {
        words
        for record in records.values()
        if record.terms is not None and record.is_marked
        for words in scoring.cost_words(record.terms)
    }
    counted = check.score if check.counted_score is None else check.counted_score
    return TryRow(
        at=check.created_at,
        answers=tuple((labels.get(name, name), text) for name, text in check.answers.items()),
        score_words=per_cent(check.score),
        counts_words=per_cent(counted),
        costs=tuple(sorted(costs)),
    )


def _neighbours(desk: Desk, attempt: Attempt, slot: int) -> tuple[str, str]:
    """Return the links to the same question of the students before and after.

    Where the questions are shuffled it has another number for each of them.
    """
    rows: list[Row] = [row for row in rows_of(desk, students_of(desk)) if row.attempt is not None]
    sat = [row.attempt for row in rows if row.attempt is not None]
    if attempt not in sat:
        return "", ""
    place = sat.index(attempt)
    numbers = dict(
        Response.objects.filter(attempt__in=sat, slot=slot, is_current=True).values_list(
            "attempt_id", "number"
        )
    )
    # Who has no such question, as after a change of the exam, is passed over.
    links = [_link(desk, one, numbers[one.pk]) if one.pk in numbers else "" for one in sat]
    before = next((link for link in reversed(links[:place]) if link), "")
    after = next((link for link in links[place + 1 :] if link), "")
    return before, after


def _link(desk: Desk, attempt: Attempt, number: int) -> str:
    return reverse("exams:gradebook_response", args=[desk.exam.pk, desk.id_of(attempt), number])
