"""Marking the parts of one response with the bank's own marking; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from examcenter.exams.models import Exam, Response
from examcenter.exams.records import PartRecord, PartState
from examcenter.exams.review import Seen
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.outcomes import PartFeedback
from questions.answers import AnswerFormatError
from questions.services import IssuedVariant, Versions, WorkedPart, open_versions, worked_solution


def mark_parts(
    response: Response, answers: Mapping[str, str], versions: Versions | None = None
) -> dict[str, PartRecord]:
    """Return the record of every typed part: marked, unreadable or not answered.

    ``versions`` spares the query when the caller has them at hand.
    """
    return mark_variant(IssuedVariant.from_json(response.variant), answers, versions)


def mark_variant(
    variant: IssuedVariant, answers: Mapping[str, str], versions: Versions | None = None
) -> dict[str, PartRecord]:
    """Return the record of every typed part of a variant, wherever it was handed out."""
    records: dict[str, PartRecord] = {}
    earlier: dict[str, str] = {}
    for part in variant.parts:
        if part.kind == "code":
            continue
        raw = answers.get(part.name, "").strip()
        if not raw:
            records[part.name] = PartRecord(raw="", state=PartState.NOT_ANSWERED)
            continue
        versions = versions or open_versions([variant.version_id])
        records[part.name] = _mark_part(versions, variant, part.name, raw, earlier)
        if records[part.name].is_marked:
            earlier[part.name] = raw
    return records


def _mark_part(
    versions: Versions, variant: IssuedVariant, part: str, raw: str, earlier: Mapping[str, str]
) -> PartRecord:
    try:
        mark = versions.mark(
            variant.version_id, variant.index, part=part, raw=raw, earlier=dict(earlier)
        )
    except AnswerFormatError as error:
        return PartRecord(raw=raw, state=PartState.UNREADABLE, feedback=str(error), code=error.code)
    return PartRecord.of_mark(raw, mark)


def limit_tries(
    response: Response, records: Mapping[str, PartRecord], counting: Counting
) -> tuple[dict[str, PartRecord], dict[str, list[str]]]:
    """Return the records that count, and the answers to each part that have used up a try.

    Only an answer that was marked and was not tried before uses one up, so checking one part
    again costs the others nothing. Where tries cost nothing and have no limit, none is counted.
    """
    tried: dict[str, list[str]] = {name: list(raws) for name, raws in response.part_tries.items()}
    if not counting.counts_tries:
        return dict(records), tried
    max_tries = counting.max_tries
    counted: dict[str, PartRecord] = {}
    for name, record in records.items():
        raws = tried.get(name, [])
        if not record.is_marked or record.raw in raws:
            counted[name] = record
        elif max_tries is not None and len(raws) >= max_tries:
            counted[name] = PartRecord(raw=record.raw, state=PartState.NO_TRIES_LEFT)
        else:
            tried[name] = [*raws, record.raw]
            counted[name] = record
    return counted, tried


def hide_marks(records: Mapping[str, PartRecord]) -> dict[str, PartRecord]:
    """Return the records as a student may see them while feedback waits for the end."""
    return {
        name: PartRecord(raw=record.raw, state=PartState.SAVED) if record.is_marked else record
        for name, record in records.items()
    }


def may_see_solution(
    exam: Exam, record: PartRecord, *, n_tries: int, max_tries: int | None, is_finished: bool
) -> bool:
    """Tell whether nothing can be gained any more from the worked solution of a part.

    In practice it follows every marked answer, for there is always another variant; elsewhere it
    waits for the right answer or the last try. What the policy says comes on top.
    """
    if is_finished:
        return True
    if exam.kind == Exam.Kind.PRACTICE:
        return record.is_marked
    is_used_up = max_tries is not None and n_tries >= max_tries
    return record.state is PartState.RIGHT or is_used_up


def feedback_of(
    response: Response,
    exam: Exam,
    records: Mapping[str, PartRecord],
    seen: Seen,
    *,
    max_tries: int | None,
    is_finished: bool = False,
    solutions: Mapping[str, WorkedPart] | None = None,
) -> dict[str, PartFeedback]:
    """Return what a student may read about each part, worked solutions included where allowed.

    ``solutions`` spares the query when the caller has them already.
    """
    shown = {
        name
        for name, record in records.items()
        if (seen.solution or seen.key)
        and may_see_solution(
            exam,
            record,
            n_tries=len(response.part_tries.get(name, ())),
            max_tries=max_tries,
            is_finished=is_finished,
        )
    }
    if shown and solutions is None:
        solutions = worked_solution(version_id=response.version_id, index=response.variant_index)
    nothing = WorkedPart((), "")
    worked = {name: part for name, part in (solutions or {}).items() if name in shown}
    return {
        name: _feedback(record, worked.get(name, nothing), seen) for name, record in records.items()
    }


def _feedback(record: PartRecord, worked: WorkedPart, seen: Seen) -> PartFeedback:
    if record.is_marked and not seen.correctness:
        return PartFeedback(state=PartState.SAVED)
    # Why something could not be read is said at any time; what is wrong about it is not.
    tells = seen.diagnosis or not record.is_marked
    return PartFeedback(
        state=record.state,
        understood=record.understood,
        feedback=record.feedback if tells else "",
        code=record.code,
        diagnosis=record.diagnosis if tells else (),
        solution=worked.lines if seen.solution else (),
        figure=worked.figure if seen.solution else None,
        right_answer=worked.answer if seen.key and not seen.solution else "",
    )
