"""Sections and slots: added, moved, deleted and brought back, until the first attempt."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from examcenter.exams.building import services
from examcenter.exams.building.definition import (
    ExamDefinition,
    SectionDefinition,
    SlotDefinition,
    define_exam,
)
from examcenter.exams.building.errors import ExamInUse, QuestionsMissing
from examcenter.exams.models import AuditEntry, Exam, Section, Slot
from examcenter.exams.services import start_attempt
from tests.examcenter.exams.building.conftest import DEFINITION


def slots_of(exam):
    return list(
        Slot.objects.filter(section__exam=exam)
        .select_related("section")
        .order_by("section__position", "position")
    )


def names(exam):
    return [
        [slot.question or slot.source for slot in section.slots]
        for section in define_exam(exam).sections
    ]


def test_what_was_written_reads_the_same(draft):
    assert define_exam(draft) == DEFINITION
    assert ExamDefinition.from_json(DEFINITION.to_json()) == DEFINITION


def test_reading_costs_the_same_however_large_the_exam_is(draft, django_assert_num_queries):
    with django_assert_num_queries(3):
        define_exam(draft)
    section = Section.objects.filter(exam=draft)[0]
    services.add_slots(section=section, definitions=DEFINITION.sections[0].slots * 5)
    with django_assert_num_queries(3):
        define_exam(draft)


def test_a_slot_moves_within_its_section_and_into_the_next(draft):
    first = slots_of(draft)[0]
    services.move_slot(slot=first, by=1)
    assert names(draft) == [["list", "one-side", "pool"], ["code-task"]]
    services.move_slot(slot=slots_of(draft)[2], by=1)
    assert names(draft) == [["list", "one-side"], ["pool", "code-task"]]
    services.move_slot(slot=slots_of(draft)[2], by=-1)
    assert names(draft) == [["list", "one-side", "pool"], ["code-task"]]
    services.move_slot(slot=slots_of(draft)[0], by=-1)
    services.move_slot(slot=slots_of(draft)[3], by=1)
    assert names(draft) == [["list", "one-side", "pool"], ["code-task"]]


def test_sections_change_places(draft):
    services.move_section(section=draft.sections.get(position=1), by=1)
    assert names(draft) == [["code-task"], ["one-side", "list", "pool"]]
    services.move_section(section=draft.sections.get(position=2), by=1)
    assert names(draft) == [["code-task"], ["one-side", "list", "pool"]]


def test_a_duplicate_stands_after_its_slot_and_draws_from_the_same(draft):
    copy = services.duplicate_slot(slot=slots_of(draft)[1])
    assert names(draft)[0] == ["one-side", "list", "list", "pool"]
    assert set(copy.choices.values_list("slug", flat=True)) == {"one-side", "two-parts"}


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_deleted_slot_comes_back_where_it_was(draft, place):
    slot = slots_of(draft)[place]
    where = {"section": slot.section.position, "position": slot.position}
    definition = services.delete_slot(slot=slot)
    assert len(slots_of(draft)) == 3
    services.restore(exam=draft, definition=definition, **where)
    assert define_exam(draft) == DEFINITION


@pytest.mark.parametrize("place", [1, 2])
def test_a_deleted_section_comes_back_with_everything_in_it(draft, place):
    definition = services.delete_section(section=draft.sections.get(position=place))
    assert list(draft.sections.values_list("position", flat=True)) == [1]
    services.restore(exam=draft, definition=definition, section=place, position=0)
    assert define_exam(draft) == DEFINITION


def test_any_row_of_moves_keeps_every_slot_and_no_gap(draft):
    random = Random(5)
    for _ in range(60):
        slot = random.choice(slots_of(draft))
        services.move_slot(slot=slot, by=random.choice([-1, 1]))
        for section in draft.sections.all():
            places = list(section.slots.order_by("position").values_list("position", flat=True))
            assert places == list(range(1, len(places) + 1))
    assert sorted(sum(names(draft), [])) == ["code-task", "list", "one-side", "pool"]


def test_a_slot_can_draw_from_something_else(draft):
    slot = slots_of(draft)[1]
    services.change_slot(slot=slot, definition=SlotDefinition(question="two-parts", points=5.0))
    changed = define_exam(draft).sections[0].slots[1]
    assert changed == SlotDefinition(question="two-parts", points=5.0)
    assert slot.choices.count() == 0


def test_points_change_all_at_once_and_only_here(draft, practice):
    foreign = slots_of(practice)[0]
    mine = slots_of(draft)
    services.change_points(exam=draft, points={mine[0].pk: 7.5, foreign.pk: 99.0})
    assert [slot.points for slot in slots_of(draft)] == [7.5, 1.0, 3.0, 4.0]
    foreign.refresh_from_db()
    assert foreign.points == 1


def test_a_question_that_is_not_published_cannot_be_named(draft):
    with pytest.raises(QuestionsMissing, match="no-such-question"):
        services.add_slots(
            section=draft.sections.all()[0],
            definitions=[SlotDefinition(question="no-such-question")],
        )
    assert len(slots_of(draft)) == 4


def test_after_the_first_attempt_nothing_of_it_can_be_changed(draft, cast, now):
    Exam.objects.filter(pk=draft.pk).update(published_at=now)
    start_attempt(user=cast.ada, exam_id=draft.pk, now=now)
    slot, section = slots_of(draft)[1], draft.sections.all()[0]
    one = SlotDefinition(question="one-side")
    for change in (
        lambda: services.add_section(exam=draft, definition=SectionDefinition()),
        lambda: services.change_section(section=section, title="x", intro=""),
        lambda: services.move_section(section=section, by=1),
        lambda: services.delete_section(section=section),
        lambda: services.add_slots(section=section, definitions=[one]),
        lambda: services.change_slot(slot=slot, definition=one),
        lambda: services.change_points(exam=draft, points={slot.pk: 5.0}),
        lambda: services.move_slot(slot=slot, by=1),
        lambda: services.duplicate_slot(slot=slot),
        lambda: services.delete_slot(slot=slot),
        lambda: services.restore(exam=draft, definition=one, section=1, position=1),
        lambda: services.unpublish_exam(exam=draft, actor=cast.tess, now=now),
        lambda: services.delete_exam(exam=draft, actor=cast.tess, now=now),
    ):
        with pytest.raises(ExamInUse, match="Somebody has started"):
            change()
    assert define_exam(draft).sections == DEFINITION.sections


def test_a_draft_is_deleted_and_a_published_exam_stays_on_record(draft, cast, now):
    services.delete_exam(exam=draft, actor=cast.tess, now=now)
    assert not Exam.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(action="exam-deleted").count() == 1


def test_rules_of_a_published_exam_leave_a_trace_without_the_password(draft, cast, now):
    rules = DEFINITION.rules
    services.change_rules(
        exam=draft, rules=replace(rules, time_limit_s=60), actor=cast.tess, now=now
    )
    assert not AuditEntry.objects.filter(action="rules-changed").exists()
    services.publish_exam(exam=draft, actor=cast.tess, now=now)
    changed = replace(rules, time_limit_s=90, room_password="Blue Heron")
    services.change_rules(exam=draft, rules=changed, actor=cast.tess, now=now + timedelta(hours=1))
    entry = AuditEntry.objects.get(action="rules-changed")
    assert entry.data["changed"]["time_limit_s"] == [60, 90]
    assert "Heron" not in str(entry.data)
    assert "Heron" not in str(AuditEntry.objects.get(action="exam-published").data)
    draft.refresh_from_db()
    assert (draft.time_limit_s, draft.room_password) == (90, "Blue Heron")
