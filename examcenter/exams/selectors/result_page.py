"""How a finished attempt went, ready for its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from examcenter.clocks import clock_text
from examcenter.exams import errors, review, scoring
from examcenter.exams.models import Attempt, Exam, Response, Slot
from examcenter.exams.pages import ResultItem, ResultPage, ResultPart
from examcenter.exams.records import PartRecord, read_records
from examcenter.exams.review import Release, Seen
from examcenter.exams.selectors.costs import Costs, best_code, costs_of
from examcenter.exams.selectors.question_page import feedback_view, part_points
from examcenter.exams.selectors.reading import (
    AttemptReading,
    PartReading,
    ResponseReading,
    read_attempt,
    read_response,
)
from examcenter.exams.selectors.submissions import row_of, submission_rows
from examcenter.exams.taking.palette import STATE_WORDS
from questions.rendering import render_markdown
from questions.services import WorkedPart, worked_solutions

# When an attempt is over, nothing more is to come.
_STATE_WORDS = {**STATE_WORDS, "wrong": gettext_noop("not right")}
_ITEM_WORDS = {
    "correctness": gettext_lazy("which answers are right"),
    "score": gettext_lazy("your points"),
    "diagnosis": gettext_lazy("what each answer looks like"),
    "key": gettext_lazy("the right answers"),
    "solution": gettext_lazy("worked solutions"),
}
_FINISH_WORDS = {
    Attempt.FinishReason.STUDENT: gettext_lazy("finished by you"),
    Attempt.FinishReason.TIME: gettext_lazy("ended by the clock"),
    Attempt.FinishReason.TEACHER: gettext_lazy("ended by a teacher"),
}


def result_page(attempt: Attempt, now: datetime) -> ResultPage:
    """Return the result of an attempt; one whose time is over is closed first.

    Raises
    ------
    AttemptNotFinished
        If the attempt is still open.
    """
    reading = read_attempt(attempt, now)
    ended = reading.attempt
    if ended.finished_at is None:
        raise errors.AttemptNotFinished
    exam = ended.exam
    points = possible_points(reading.responses)
    variants = [(response.version_id, response.variant_index) for response in reading.responses]
    seen = reading.seen
    solutions = worked_solutions(variants) if seen.key or seen.solution else {}
    costs = costs_of(reading) if seen.points else {}
    n_waiting = sum(link.is_pending for link in reading.links)
    return ResultPage(
        attempt_id=ended.pk,
        attempt_number=ended.number,
        exam_id=exam.pk,
        exam_title=exam.title,
        exam_kind=exam.kind,
        course_id=exam.course_id,
        course_title=exam.course.title,
        started_at=ended.started_at,
        finished_at=ended.finished_at,
        finish_words=str(_FINISH_WORDS[Attempt.FinishReason(ended.finish_reason)]),
        score=ended.score if reading.seen.score else None,
        score_words=scoring.score_words(ended.score, points) if reading.seen.score else "",
        bonus_words=bonus_words(ended) if seen.score else "",
        kept_back=kept_back_words(exam, reading.seen, reading.release),
        is_pending=reading.is_pending,
        pending_words=_pending_words(n_waiting),
        may_start_again=reading.rules.may_start(now)
        and reading.rules.has_attempt_left(ended.number),
        items=tuple(
            _item(reading, response, solutions.get(variant, {}), costs)
            for response, variant in zip(reading.responses, variants, strict=True)
        ),
    )


def kept_back_words(exam: Exam, seen: Seen, release: Release) -> str:
    """Return what is not shown yet and from when on it is; "" when nothing waits."""
    policy = review.policy_of(exam)
    later = policy.seen(is_during=review.is_during(exam), is_finished=True, is_released=True)
    missing = [
        str(_ITEM_WORDS[item])
        for item in review.ITEMS
        if getattr(later, item) and not getattr(seen, item)
    ]
    if not missing:
        return ""
    what = (
        missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} {_('and')} {missing[-1]}"
    )
    if exam.release == Exam.Release.MANUAL:
        return _("When a teacher releases the results, you also see %(what)s.") % {"what": what}
    if release.at is None:
        return _("When the exam is over for everybody, you also see %(what)s.") % {"what": what}
    return _("From %(moment)s on, when the exam is over for everybody, you also see %(what)s.") % {
        "moment": clock_text(release.at),
        "what": what,
    }


def _pending_words(n_waiting: int) -> str:
    if n_waiting == 0:
        return ""
    if n_waiting == 1:
        return _("One submission is still being graded; the score may rise.")
    return _("%(n)s submissions are still being graded; the score may rise.") % {"n": n_waiting}


def possible_points(responses: Iterable[Response]) -> float:
    """Return the points that can be reached with these questions."""
    return sum(
        response.slot.points
        for response in responses
        if response.slot.ruling != Slot.Ruling.DROPPED
    )


def bonus_words(attempt: Attempt) -> str:
    """Return what was given or taken for an attempt as a whole, and why; "" for nothing."""
    points = attempt.bonus_points
    if not points:
        return ""
    words = f"{'+' if points > 0 else '-'}{scoring.points_words(abs(points))}"
    return _("%(points)s for the attempt: %(reason)s") % {
        "points": words,
        "reason": attempt.bonus_reason,
    }


def decision_words(response: Response) -> str:
    """Return what somebody decided about the score of a response, and why; "" for nothing."""
    slot = response.slot
    if slot.ruling == Slot.Ruling.DROPPED:
        return _("This question does not count: %(reason)s") % {"reason": slot.ruling_reason}
    if slot.ruling == Slot.Ruling.FULL:
        return _("Full marks for everybody: %(reason)s") % {"reason": slot.ruling_reason}
    if response.adjusted_score is None:
        return ""
    return _("Adjusted from %(before)s to %(after)s: %(reason)s") % {
        "before": scoring.number_words((response.score or 0.0) * slot.points),
        "after": scoring.points_words(response.adjusted_score * slot.points),
        "reason": response.adjusted_reason,
    }


def _item_words(response: Response, seen: Seen) -> str:
    slot = response.slot
    if not seen.points:
        return scoring.points_words(slot.points)
    if slot.ruling == Slot.Ruling.DROPPED:
        return _("does not count")
    score = scoring.settled_score(
        response.score,
        adjusted=response.adjusted_score,
        is_full=slot.ruling == Slot.Ruling.FULL,
    )
    return scoring.score_words(score or 0.0, slot.points)


def _item(
    reading: AttemptReading,
    response: Response,
    solutions: Mapping[str, WorkedPart],
    costs: Costs,
) -> ResultItem:
    question = read_response(reading, response, solutions)
    records = read_records(response.last_marks)
    return ResultItem(
        number=response.number,
        title=question.variant.title,
        prompt_html=render_markdown(question.variant.prompt),
        score_words=_item_words(response, reading.seen),
        decision=decision_words(response) if reading.seen.points else "",
        comment=response.comment if reading.seen.diagnosis else "",
        state=question.state,
        state_words=_(_STATE_WORDS[question.state]),
        parts=tuple(
            _part(
                reading,
                question,
                part,
                records.get(part.part.name),
                solutions.get(part.part.name),
                costs.get((response.pk, part.part.name), ()),
            )
            for part in question.parts
        ),
    )


def _part(
    reading: AttemptReading,
    question: ResponseReading,
    part: PartReading,
    record: PartRecord | None,
    solution: WorkedPart | None,
    costs: tuple[str, ...],
) -> ResultPart:
    seen = reading.seen
    best = best_code(reading, part.submissions) if seen.points else None
    counting = best[0].submission_id if best and best[0].submission.score else None
    points = part_points(question, part)
    rows = submission_rows(part.submissions, points=points, seen=seen)
    is_code = part.part.kind == "code"
    return ResultPart(
        name=part.part.name,
        label=part.part.label,
        kind=part.part.kind,
        prompt_html=render_markdown(part.part.prompt) if part.part.prompt else SafeString(""),
        given=part.draft if is_code or record is None else _given(part, record),
        score_words=(
            scoring.score_words(part.score or 0.0, points)
            if seen.points
            else scoring.points_words(points)
        ),
        costs=costs,
        feedback=feedback_view(part.feedback, part.part.kind),
        key=solution.answer if seen.key and solution is not None and not is_code else "",
        submission=row_of(rows, counting),
    )


def _given(part: PartReading, record: PartRecord) -> str:
    """Return what was answered; of options their texts, as nobody knows them by their ids."""
    return record.understood if part.part.options and record.understood else record.raw
