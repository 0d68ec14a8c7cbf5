"""One practice question, ready for its page; marks are made anew from what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.exams.pages import INPUT_PREFIX, OptionView, PartView
from examcenter.exams.records import PartRecord
from examcenter.exams.selectors.question_page import feedback_view
from examcenter.exams.services.marking import mark_variant
from examcenter.exams.services.outcomes import PartFeedback
from examcenter.practice.access import get_sheet_for
from examcenter.practice.choosing import Reason
from examcenter.practice.mastery import Belief, mastery_of
from examcenter.practice.models import Sheet, TopicBelief
from examcenter.practice.pages import MasteryView, SheetPage
from examcenter.practice.pictures import mastery_view
from examcenter.practice.services.drawing import belief_at
from examcenter.sentences import say
from examcenter.sentences.topics import topic_words
from questions.misconceptions import get_misconception
from questions.rendering import render_inline, render_markdown
from questions.selectors import list_questions
from questions.services import IssuedPart, WorkedPart, get_variant, worked_solution

REASON_WORDS = {
    Reason.DUE: gettext_lazy("You missed this topic before, and it is due again."),
    Reason.WEAKEST: gettext_lazy("Practice helps you most in this topic."),
    Reason.TURN: gettext_lazy("It is this topic's turn, so that nothing is forgotten."),
    Reason.TOPIC: gettext_lazy("You chose this topic."),
    Reason.MISTAKE: gettext_lazy("It tells apart a mistake that you made before."),
    Reason.AGAIN: gettext_lazy("The same question with other numbers."),
    Reason.HARDER: gettext_lazy("A harder question of this topic."),
}
_NOTHING = WorkedPart((), "")


def sheet_page(user: User, sheet_id: UUID, now: datetime) -> SheetPage:
    """Return everything that the page of a practice question shows.

    Raises
    ------
    SheetNotFound
        If it is not this person's.
    """
    sheet = get_sheet_for(user, sheet_id)
    question = sheet.version.question
    variant = get_variant(version_id=sheet.version_id, index=sheet.variant_index)
    records = mark_variant(variant, sheet.answers) if sheet.answers else {}
    solutions = (
        worked_solution(version_id=sheet.version_id, index=sheet.variant_index)
        if any(record.is_marked for record in records.values())
        else {}
    )
    return SheetPage(
        id=sheet.pk,
        title=variant.title,
        topic_words=topic_words(question.topic),
        level=variant.level,
        prompt_html=render_markdown(variant.prompt),
        parts=tuple(
            _part(part, sheet, records.get(part.name), solutions) for part in variant.parts
        ),
        is_open=True,
        is_answered=bool(sheet.recorded),
        has_harder=list_questions(topic=question.topic).filter(level__gt=question.level).exists(),
        reason_words=str(REASON_WORDS[Reason(sheet.reason)]),
        topic=sheet.topic,
        misconception=sheet.misconception,
        scope_words=_scope_words(sheet),
        mastery=_mastery(user, question.topic, now),
    )


def _scope_words(sheet: Sheet) -> str:
    if sheet.misconception:
        return get_misconception(sheet.misconception).title
    return topic_words(sheet.topic) if sheet.topic else _("What I need most")


def _mastery(user: User, topic: str, now: datetime) -> MasteryView:
    row = TopicBelief.objects.filter(user=user, topic=topic).first()
    if row is None:
        return mastery_view(mastery_of(Belief(), n_answers=0))
    return mastery_view(mastery_of(belief_at(row, now), n_answers=row.n_questions))


def _part(
    part: IssuedPart,
    sheet: Sheet,
    record: PartRecord | None,
    solutions: Mapping[str, WorkedPart],
) -> PartView:
    draft = str(sheet.answers.get(part.name, ""))
    worked = solutions.get(part.name, _NOTHING)
    return PartView(
        name=part.name,
        input_name=INPUT_PREFIX + part.name,
        label=part.label,
        kind=part.kind,
        prompt_html=render_markdown(part.prompt) if part.prompt else SafeString(""),
        points_words="",
        unit=part.unit,
        axes=part.axes,
        options=tuple(
            OptionView(
                id=option.id,
                text_html=render_inline(option.text),
                is_chosen=option.id in draft.split(","),
            )
            for option in part.options
        ),
        draft=draft,
        feedback=feedback_view(_feedback(record, worked), part.kind),
        tries_words="",
        code=None,
        hint=say(part.hint),
        rows=part.rows,
        columns=part.columns,
    )


def _feedback(record: PartRecord | None, worked: WorkedPart) -> PartFeedback | None:
    """Return what is said about a part; the solution follows every answer that was marked."""
    if record is None:
        return None
    shown = worked if record.is_marked else _NOTHING
    return PartFeedback(
        state=record.state,
        understood=record.understood,
        feedback=record.feedback,
        code=record.code,
        diagnosis=record.diagnosis,
        solution=shown.lines,
        figure=shown.figure,
    )
