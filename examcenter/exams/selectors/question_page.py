"""One question of an attempt, ready for its page."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from examcenter.clocks import clock_text
from examcenter.exams import scoring, timing
from examcenter.exams.models import Attempt, Exam, Message, Response
from examcenter.exams.pages import (
    INPUT_PREFIX,
    CodeView,
    DiagnosisView,
    FeedbackView,
    OptionView,
    PartView,
    QuestionPage,
)
from examcenter.exams.records import PartState
from examcenter.exams.rulewords import late_words, penalty_words
from examcenter.exams.selectors.reading import (
    AttemptReading,
    PartReading,
    ResponseReading,
    read_question,
)
from examcenter.exams.selectors.submissions import submission_rows
from examcenter.exams.services.outcomes import PartFeedback
from examcenter.exams.taking.palette import rail, summary_words
from examcenter.sentences import say, say_html, say_markdown
from examcenter.sentences.topics import topic_words
from grader.problems import get_problem
from questions.misconceptions import get_misconception
from questions.rendering import render_formula, render_inline, render_markdown

# Without JavaScript all of them stand on the page, newest last.
_MOST_MESSAGES = 20
_FEEDBACK_WORDS = {
    PartState.RIGHT: ("✓", gettext_lazy("Right.")),
    PartState.PARTLY: ("~", gettext_lazy("Partly right.")),
    PartState.WRONG: ("✗", gettext_lazy("Not yet.")),
    PartState.UNREADABLE: ("?", gettext_lazy("This could not be read.")),
    PartState.NOT_ANSWERED: ("–", gettext_lazy("Not answered.")),
    PartState.SAVED: ("✓", gettext_lazy("Saved.")),
    PartState.NO_TRIES_LEFT: ("!", gettext_lazy("No tries left: your best try counts.")),
}


def find_place(attempt: Attempt) -> int:
    """Return the number of the question where somebody stopped: the one saved last, else 1."""
    latest = (
        Response.objects.filter(attempt=attempt, is_current=True, saved_at__isnull=False)
        .order_by("-saved_at")
        .values_list("number", flat=True)
        .first()
    )
    return latest or 1


def question_page(attempt: Attempt, number: int, now: datetime) -> QuestionPage:
    """Return everything that the page of one question shows.

    An attempt whose time is over is closed first. The number of queries does not depend on how
    many questions, tries or submissions there are.

    Raises
    ------
    ResponseNotFound
        If the attempt has no such question.
    """
    reading, question = read_question(attempt, number, now)
    exam, response, variant = reading.attempt.exam, question.response, question.variant
    points = response.slot.points
    n_questions = len(reading.responses)
    items = rail(reading, number)
    return QuestionPage(
        attempt_id=reading.attempt.pk,
        exam_id=exam.pk,
        exam_title=exam.title,
        exam_kind=exam.kind,
        course_id=exam.course_id,
        course_title=exam.course.title,
        number=number,
        n_questions=n_questions,
        title=variant.title,
        topic_words=topic_words(variant.topic),
        level=variant.level,
        points_words=scoring.points_words(points),
        prompt_html=render_markdown(variant.prompt),
        parts=tuple(_part_view(reading, question, part) for part in question.parts),
        rail=items,
        is_open=question.is_open,
        is_code=all(part.part.kind == "code" for part in question.parts),
        may_check=question.may_check,
        may_renew=question.may_renew,
        check_words=_("Check") if exam.feedback == Exam.Feedback.DURING else _("Save"),
        score_words=("" if question.score is None else scoring.score_words(question.score, points)),
        now=now,
        deadline_at=reading.attempt.deadline_at,
        saved_at=response.saved_at,
        save_sequence=response.save_sequence,
        previous_number=number - 1 if number > 1 else None,
        next_number=number + 1 if number < n_questions else None,
        notice=_notice(reading.attempt),
        round=response.round,
        note=response.note,
        is_flagged=response.is_flagged,
        is_seen=response.seen_at is not None,
        is_paused=reading.attempt.finished_at is None and reading.attempt.paused_at is not None,
        has_calculator=exam.has_calculator,
        summary_words=summary_words(items),
        late_at=_late_at(reading),
        late_words=late_words(reading.rules, extra_s=reading.attempt.extra_s),
        is_late=reading.rules.is_late(now, extra_s=reading.attempt.extra_s),
        messages=_messages(attempt),
    )


def _messages(attempt: Attempt) -> tuple[str, ...]:
    """Return what teachers have said so far; a query only where `access` found that they did."""
    if not getattr(attempt, "has_messages", False):
        return ()
    said = Message.objects.filter(attempt=attempt).order_by("-pk")[:_MOST_MESSAGES]
    return tuple(say(message.text) for message in reversed(said))


def _late_at(reading: AttemptReading) -> datetime | None:
    """Return from when on answers count less; None where they never do."""
    rules = reading.rules
    if not late_words(rules):
        return None
    return timing.later(rules.closes_at, rules.end_extra_s + reading.attempt.extra_s)


def _notice(attempt: Attempt) -> str:
    if attempt.finished_at is None:
        return ""
    moment = clock_text(attempt.finished_at)
    if attempt.finish_reason == Attempt.FinishReason.TIME:
        return _("The time ended at %(moment)s. What was saved before counts.") % {"moment": moment}
    return _("This attempt was finished at %(moment)s.") % {"moment": moment}


def part_points(reading: ResponseReading, part: PartReading) -> float:
    """Return the points of a part: its share of what the slot gives."""
    total = sum(other.part.points for other in reading.parts)
    return reading.response.slot.points * part.part.points / total if total else 0.0


def _part_view(
    reading: AttemptReading, question: ResponseReading, reading_of_part: PartReading
) -> PartView:
    part = reading_of_part.part
    return PartView(
        name=part.name,
        input_name=INPUT_PREFIX + part.name,
        label=part.label,
        kind=part.kind,
        prompt_html=render_markdown(part.prompt) if part.prompt else SafeString(""),
        points_words=scoring.points_words(part_points(question, reading_of_part)),
        unit=part.unit,
        axes=part.axes,
        options=tuple(
            OptionView(
                id=option.id,
                text_html=render_inline(option.text),
                is_chosen=option.id in reading_of_part.draft.split(","),
            )
            for option in part.options
        ),
        draft=reading_of_part.draft,
        feedback=feedback_view(reading_of_part.feedback, part.kind),
        tries_words=_tries_words(reading, reading_of_part),
        code=_code_view(reading, question, reading_of_part) if part.kind == "code" else None,
        hint=say(part.hint),
        rows=part.rows,
        columns=part.columns,
    )


def _tries_words(reading: AttemptReading, part: PartReading) -> str:
    """Return how many tries are left, and what the next one costs."""
    exam, left, most = reading.attempt.exam, part.tries_left, reading.rules.max_tries
    if exam.feedback == Exam.Feedback.AFTER and part.part.kind != "code":
        # What is typed is marked once, at the end.
        return ""
    words = []
    if left is not None:
        words.append(
            ngettext(
                "%(left)d of %(most)d try left.", "%(left)d of %(most)d tries left.", most or 0
            )
            % {"left": left, "most": most or 0}
        )
    # The first try costs nothing, so with a single one there is nothing to say.
    if left is None or left > (1 if left == most else 0):
        words.append(penalty_words(exam))
    return " ".join(word for word in words if word)


def feedback_view(feedback: PartFeedback | None, kind: str) -> FeedbackView | None:
    """Return what was said about a part, rendered; nothing for a part not checked yet."""
    if feedback is None:
        return None
    sign, words = _FEEDBACK_WORDS[feedback.state]
    # A message about reading is plain text that quotes the student, never Markdown.
    is_plain = feedback.state is PartState.UNREADABLE
    return FeedbackView(
        state=feedback.state,
        sign=sign,
        words=str(words),
        understood=feedback.understood,
        message_html=_paragraph(feedback.feedback) if is_plain else _html(feedback.feedback),
        diagnosis=tuple(
            DiagnosisView(id=name, title=get_misconception(name).title)
            for name in feedback.diagnosis
        ),
        solution_html=tuple(render_markdown(line) for line in feedback.solution),
        figure=feedback.figure,
        right_answer=feedback.right_answer,
        formula_html=_formula(feedback) if kind == "formula" else SafeString(""),
    )


def _formula(feedback: PartFeedback) -> SafeString:
    return render_formula(feedback.understood) if feedback.understood else SafeString("")


def _paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>", say_html(text))


def _html(markdown: str) -> SafeString:
    return say_markdown(markdown) if markdown else SafeString("")


def _code_view(reading: AttemptReading, question: ResponseReading, part: PartReading) -> CodeView:
    starter = get_problem(part.part.problem).starter
    last = part.submissions[-1].submission.source if part.submissions else ""
    return CodeView(
        problem=part.part.problem,
        source=part.draft or last or starter,
        starter=starter,
        submissions=submission_rows(
            part.submissions,
            points=part_points(question, part),
            seen=reading.seen,
        ),
        may_submit=part.may_submit,
        is_waiting=any(link.is_pending for link in part.submissions),
    )
