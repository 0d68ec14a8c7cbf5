"""A whole exam made what a document says: rules, sections and slots at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.exams.building.definition import ExamDefinition, SectionDefinition, define_exam
from examcenter.exams.building.services.rules import Changes, change_rules
from examcenter.exams.building.services.structure import add_section, changing, find_questions
from examcenter.exams.models import Exam, Section


def replace_definition(
    *, exam: Exam, definition: ExamDefinition, actor: User, now: datetime
) -> Changes:
    """Make an exam what a definition says; what stays the same is not touched.

    Raises
    ------
    ExamInUse
        If it has other sections or slots and somebody has started the exam.
    QuestionsMissing
    """
    wanted = tuple(_plain(section) for section in definition.sections)
    with transaction.atomic():
        if wanted != tuple(_plain(section) for section in define_exam(exam).sections):
            _replace_sections(exam, wanted, actor, now)
        return change_rules(exam=exam, rules=definition.rules, actor=actor, now=now)


def _plain(section: SectionDefinition) -> SectionDefinition:
    """Return a section whose lists of questions are in the order in which they are read."""
    slots = tuple(replace(slot, choices=tuple(sorted(slot.choices))) for slot in section.slots)
    return replace(section, slots=slots)


def _replace_sections(
    exam: Exam, sections: tuple[SectionDefinition, ...], actor: User, now: datetime
) -> None:
    with changing(exam) as locked:
        find_questions({name for part in sections for slot in part.slots for name in slot.slugs})
        Section.objects.filter(exam=locked).delete()
        for section in sections:
            add_section(exam=locked, definition=section)
        if locked.published_at is not None:
            audit.record(
                action="questions-replaced",
                course=exam.course,
                exam=locked,
                actor=actor,
                data={"sections": [section.to_json() for section in sections]},
                now=now,
            )
