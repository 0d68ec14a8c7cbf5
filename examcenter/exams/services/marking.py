"""Marking the parts of one response with the bank's own marking; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from examcenter.exams.models import Exam, Response
from examcenter.exams.records import PartRecord, PartState, read_records
from examcenter.exams.services.outcomes import PartFeedback
from questions.answers import AnswerFormatError
from questions.services import IssuedVariant, mark_answer, worked_solution


def mark_parts(response: Response, answers: Mapping[str, str]) -> dict[str, PartRecord]:
    """Return the record of every typed part: marked, unreadable or not answered."""
    records: dict[str, PartRecord] = {}
    earlier: dict[str, str] = {}
    for part in IssuedVariant.from_json(response.variant).parts:
        if part.kind == "code":
            continue
        raw = answers.get(part.name, "").strip()
        if not raw:
            records[part.name] = PartRecord(raw="", state=PartState.NOT_ANSWERED)
            continue
        records[part.name] = _mark_part(response, part.name, raw, earlier)
        if records[part.name].is_marked:
            earlier[part.name] = raw
    return records


def _mark_part(response: Response, part: str, raw: str, earlier: Mapping[str, str]) -> PartRecord:
    try:
        mark = mark_answer(
            version_id=response.version_id,
            index=response.variant_index,
            part=part,
            raw=raw,
            earlier=dict(earlier),
        )
    except AnswerFormatError as error:
        return PartRecord(raw=raw, state=PartState.UNREADABLE, feedback=str(error), code=error.code)
    return PartRecord.of_mark(raw, mark)


def limit_tries(
    response: Response, records: Mapping[str, PartRecord], max_tries: int | None
) -> tuple[dict[str, PartRecord], dict[str, int]]:
    """Return the records that count and the tries used by then.

    Only an answer that was marked and differs from the one marked before uses up a try, so
    checking one part again costs the others nothing.
    """
    before = read_records(response.last_marks)
    tries = dict(response.part_tries)
    counted: dict[str, PartRecord] = {}
    for name, record in records.items():
        known = before.get(name)
        is_new = record.is_marked and not (
            known is not None and known.is_marked and known.raw == record.raw
        )
        if is_new and max_tries is not None and tries.get(name, 0) >= max_tries:
            counted[name] = PartRecord(raw=record.raw, state=PartState.NO_TRIES_LEFT)
            continue
        if is_new:
            tries[name] = tries.get(name, 0) + 1
        counted[name] = record
    return counted, tries


def hide_marks(records: Mapping[str, PartRecord]) -> dict[str, PartRecord]:
    """Return the records as a student may see them while feedback waits for the end."""
    return {
        name: PartRecord(raw=record.raw, state=PartState.SAVED) if record.is_marked else record
        for name, record in records.items()
    }


def may_see_solution(
    exam: Exam, record: PartRecord | None, *, n_tries: int, is_finished: bool
) -> bool:
    """Tell whether the worked solution of a part may be shown.

    In practice it follows every marked answer, for there is always another variant; elsewhere it
    waits until nothing can be gained from it.
    """
    if is_finished:
        return True
    if record is None or exam.feedback == Exam.Feedback.AFTER:
        return False
    if exam.kind == Exam.Kind.PRACTICE:
        return record.is_marked
    is_used_up = exam.max_tries is not None and n_tries >= exam.max_tries
    return record.state is PartState.RIGHT or is_used_up


def feedback_of(
    response: Response,
    exam: Exam,
    records: Mapping[str, PartRecord],
    tries: Mapping[str, int],
    *,
    is_finished: bool = False,
) -> dict[str, PartFeedback]:
    """Return what a student may read about each part, worked solutions included where allowed."""
    shown = {
        name
        for name, record in records.items()
        if may_see_solution(exam, record, n_tries=tries.get(name, 0), is_finished=is_finished)
    }
    solutions = (
        worked_solution(version_id=response.version_id, index=response.variant_index)
        if shown
        else {}
    )
    return {
        name: PartFeedback(
            state=record.state,
            understood=record.understood,
            feedback=record.feedback,
            code=record.code,
            diagnosis=record.diagnosis,
            solution=tuple(solutions[name].lines) if name in shown and name in solutions else (),
        )
        for name, record in records.items()
    }
