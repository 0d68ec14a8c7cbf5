"""Sections and slots: added, changed, moved, deleted and brought back, until the first attempt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils import timezone

from examcenter.exams.building.definition import SectionDefinition, SlotDefinition
from examcenter.exams.building.errors import ExamInUse, QuestionsMissing
from examcenter.exams.models import Attempt, Exam, Section, Slot
from questions.models import Question

# Beyond any place in use, so that rows can change places without meeting on the way.
_ASIDE = 10_000
_Numbered = TypeVar("_Numbered", Section, Slot)


@contextmanager
def changing(exam: Exam) -> Iterator[Exam]:
    """Lock an exam whose structure may still change. Raises ExamInUse."""
    try:
        with transaction.atomic():
            locked = Exam.objects.select_for_update().get(pk=exam.pk)
            if Attempt.objects.filter(exam=locked).exists():
                raise ExamInUse
            yield locked
            Exam.objects.filter(pk=exam.pk).update(updated_at=timezone.now())
    except ProtectedError:
        # Somebody started between the look and the deletion.
        raise ExamInUse from None


def add_section(*, exam: Exam, definition: SectionDefinition) -> Section:
    """Add a section at the end, with its slots. Raises ExamInUse, QuestionsMissing."""
    with changing(exam) as locked:
        last = Section.objects.filter(exam=locked).aggregate(n=Max("position"))["n"] or 0
        section = Section.objects.create(
            exam=locked,
            position=last + 1,
            title=definition.title,
            intro=definition.intro,
            planned_points=definition.planned_points,
        )
        write_slots(section, definition.slots)
    return section


def change_section(
    *, section: Section, title: str, intro: str, planned_points: float | None = None
) -> None:
    """Give a section another title and introduction. Raises ExamInUse."""
    with changing(section.exam):
        Section.objects.filter(pk=section.pk).update(
            title=title, intro=intro, planned_points=planned_points
        )


def move_section(*, section: Section, by: int) -> None:
    """Move a section up (-1) or down (1); at the end it stays. Raises ExamInUse."""
    with changing(section.exam):
        _swap(list(Section.objects.filter(exam=section.exam_id).order_by("position")), section, by)


def delete_section(*, section: Section) -> SectionDefinition:
    """Delete a section and return it, so that it can be brought back. Raises ExamInUse."""
    with changing(section.exam):
        slots = Slot.objects.filter(section=section).select_related("question")
        definition = SectionDefinition(
            section.title,
            section.intro,
            tuple(
                SlotDefinition.of_slot(slot)
                for slot in slots.prefetch_related("choices").order_by("position")
            ),
            section.planned_points,
        )
        section.delete()
        _number(list(Section.objects.filter(exam=section.exam_id).order_by("position")))
    return definition


def add_slots(*, section: Section, definitions: Sequence[SlotDefinition]) -> list[Slot]:
    """Add slots at the end of a section. Raises ExamInUse, QuestionsMissing."""
    with changing(section.exam):
        return write_slots(section, definitions)


def write_slots(section: Section, definitions: Sequence[SlotDefinition]) -> list[Slot]:
    """Write slots at the end of a section, with the same number of queries for any number.

    Raises
    ------
    QuestionsMissing
    """
    last = Slot.objects.filter(section=section).aggregate(n=Max("position"))["n"] or 0
    questions = find_questions({slug for one in definitions for slug in one.slugs})
    slots = [
        _filled(Slot(section=section, position=position), definition, questions)
        for position, definition in enumerate(definitions, start=last + 1)
    ]
    for slot in Slot.objects.bulk_create(slots):
        assert slot.pk is not None
    link = Slot.choices.through
    link.objects.bulk_create(
        link(slot_id=slot.pk, question_id=questions[slug].pk)
        for slot, definition in zip(slots, definitions, strict=True)
        for slug in definition.choices
    )
    return slots


def change_slot(*, slot: Slot, definition: SlotDefinition) -> None:
    """Let a slot draw from something else or give other points.

    Raises
    ------
    ExamInUse, QuestionsMissing
    """
    with changing(slot.section.exam):
        questions = find_questions(set(definition.slugs))
        _filled(slot, definition, questions).save()
        slot.choices.set([questions[slug] for slug in definition.choices])


def move_slot(*, slot: Slot, by: int) -> None:
    """Move a slot up (-1) or down (1), at an end of its section into the next one.

    Raises
    ------
    ExamInUse
    """
    with changing(slot.section.exam) as exam:
        siblings = list(Slot.objects.filter(section=slot.section_id).order_by("position"))
        if 0 <= siblings.index(slot) + by < len(siblings):
            _swap(siblings, slot, by)
            return
        sections = list(Section.objects.filter(exam=exam).order_by("position"))
        place = sections.index(slot.section) + by
        if not 0 <= place < len(sections):
            return
        target = sections[place]
        others = list(Slot.objects.filter(section=target).order_by("position"))
        # Out of the way first: no two rows may hold one place at any moment.
        Slot.objects.filter(pk=slot.pk).update(section=target, position=_ASIDE * 2)
        slot.refresh_from_db()
        _number([slot, *others] if by > 0 else [*others, slot])
        siblings.remove(slot)
        _number(siblings)


def change_points(*, exam: Exam, points: Mapping[int, float]) -> None:
    """Give slots other points, by ids; those of other exams are left alone. Raises ExamInUse."""
    with changing(exam) as locked:
        slots = list(Slot.objects.filter(section__exam=locked, pk__in=points))
        for slot in slots:
            slot.points = points[slot.pk]
        Slot.objects.bulk_update(slots, ["points"])


def duplicate_slot(*, slot: Slot) -> Slot:
    """Add the same slot again after itself. Raises ExamInUse."""
    with changing(slot.section.exam):
        siblings = list(Slot.objects.filter(section=slot.section_id).order_by("position"))
        (copy,) = write_slots(slot.section, [SlotDefinition.of_slot(slot)])
        siblings.insert(siblings.index(slot) + 1, copy)
        _number(siblings)
    return copy


def delete_slot(*, slot: Slot) -> SlotDefinition:
    """Delete a slot and return it, so that it can be brought back. Raises ExamInUse."""
    with changing(slot.section.exam):
        definition = SlotDefinition.of_slot(slot)
        section_id = slot.section_id
        slot.delete()
        _number(list(Slot.objects.filter(section=section_id).order_by("position")))
    return definition


def restore(
    *, exam: Exam, definition: SectionDefinition | SlotDefinition, section: int, position: int
) -> None:
    """Bring back what was deleted, where it was; ``section`` is the place of its section.

    Raises
    ------
    ExamInUse, QuestionsMissing
    """
    with changing(exam) as locked:
        sections = list(Section.objects.filter(exam=locked).order_by("position"))
        if isinstance(definition, SectionDefinition):
            added = add_section(exam=locked, definition=definition)
            sections.insert(min(section - 1, len(sections)), added)
            _number(sections)
            return
        if not sections:
            sections = [add_section(exam=locked, definition=SectionDefinition())]
        home = sections[min(section, len(sections)) - 1]
        siblings = list(Slot.objects.filter(section=home).order_by("position"))
        (slot,) = write_slots(home, [definition])
        siblings.insert(min(position - 1, len(siblings)), slot)
        _number(siblings)


def find_questions(slugs: set[str]) -> dict[str, Question]:
    """Return published questions by their slugs; one query. Raises QuestionsMissing."""
    found = {
        one.slug: one for one in Question.objects.filter(slug__in=slugs, current__isnull=False)
    }
    missing = sorted(slugs - set(found))
    if missing:
        raise QuestionsMissing(missing)
    return found


def _filled(slot: Slot, definition: SlotDefinition, questions: dict[str, Question]) -> Slot:
    slot.source = definition.source
    slot.points = definition.points
    slot.question = questions[definition.question] if definition.question else None
    slot.pool = definition.pool.to_json() if definition.source == Slot.Source.POOL else {}
    return slot


def _swap(rows: list[_Numbered], row: _Numbered, by: int) -> None:
    place = rows.index(row)
    other = place + by
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)


def _number(rows: Sequence[_Numbered]) -> None:
    """Give the rows the places 1, 2, 3 and so on; two statements for any number of rows."""
    if not rows:
        return
    manager = type(rows[0])._default_manager
    manager.filter(pk__in=[row.pk for row in rows]).update(position=F("position") + _ASIDE)
    for place, row in enumerate(rows, start=1):
        row.position = place
    manager.bulk_update(rows, ["position"])
