"""The pages of building: who may, what they do, and what they say when something is wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.building import services
from examcenter.exams.building.definition import define_exam
from examcenter.exams.models import Exam, Section, Slot
from examcenter.exams.services import start_attempt
from tests.examcenter.exams.building.conftest import DEFINITION, browser_of

HTMX = {"HX-Request": "true"}


def link(name, exam, *more):
    return reverse(f"exams:{name}", args=[exam.pk, *more])


def first_slot(exam):
    return Slot.objects.filter(section__exam=exam).order_by("section__position", "position").first()


def addresses(exam):
    slot, section = first_slot(exam), exam.sections.first()
    pool = Slot.objects.get(section__exam=exam, source="pool")
    return {
        reverse("exams:new_exam", args=[exam.course_id]): "both",
        reverse("exams:import_exam", args=[exam.course_id]): "both",
        link("copy_exam", exam): "both",
        link("export_exam", exam): "get",
        link("build", exam): "get",
        link("build_rules", exam): "both",
        link("build_intro", exam): "post",
        link("build_points", exam): "post",
        link("build_undo", exam): "post",
        link("publish", exam): "post",
        link("delete_exam", exam): "both",
        link("build_add_section", exam): "post",
        link("build_section", exam, section.pk): "post",
        link("build_add", exam, section.pk): "both",
        link("build_add_pool", exam, section.pk): "both",
        link("build_move", exam, slot.pk): "post",
        link("build_slot", exam, slot.pk): "both",
        link("build_pool", exam, pool.pk): "both",
        link("build_sample", exam, "one-side"): "get",
    }


def test_nobody_but_teachers_builds(draft, cast, tom):
    ada, carol = browser_of(cast.ada), browser_of(cast.carol)
    for address, methods in addresses(draft).items():
        for method in ("get", "post") if methods == "both" else (methods,):
            assert getattr(carol, method)(address).status_code == 404, address
            # Of a draft students know nothing; of their course they do.
            expected = 403 if "/exams/new/" in address or "/import/" in address else 404
            assert getattr(ada, method)(address).status_code == expected, address
            assert getattr(tom, method)(address).status_code == 403, address
    assert define_exam(draft) == DEFINITION
    Exam.objects.update(published_at=timezone.now())
    assert ada.get(link("build", draft)).status_code == 403


def test_a_slot_of_another_exam_is_not_in_this_one(draft, practice, tess):
    foreign = first_slot(practice)
    assert tess.post(link("build_move", draft, foreign.pk), {"do": "delete"}).status_code == 404
    assert Slot.objects.filter(pk=foreign.pk).exists()


def test_an_exam_is_started_with_the_usual_rules_of_its_kind(cast, bank, tess):
    new = reverse("exams:new_exam", args=[cast.course.pk])
    refused = tess.post(new, {"title": " "})
    assert refused.status_code == 400
    assert "Give the exam a title." in refused.content.decode()
    assert "Choose a kind." in refused.content.decode()
    tess.post(new, {"title": "Final exam", "kind": "exam"})
    exam = Exam.objects.get(title="Final exam")
    assert (exam.slug, exam.published_at) == ("final-exam", None)
    assert (exam.time_limit_s, exam.max_attempts, exam.feedback) == (3600, 1, "after")
    assert exam.review is not None
    assert "key" not in exam.review["after"]
    tess.post(new, {"title": "Final exam", "kind": "quiz"})
    assert Exam.objects.filter(slug="final-exam-2", kind="quiz").exists()


def test_the_page_shows_slots_points_and_the_check(draft, tess):
    html = tess.get(link("build", draft)).content.decode()
    for words in ("One side", "One of 2 questions", "Output size, level 3", "1 question now"):
        assert words in html
    assert "10 points" in html
    assert "The exam opens as soon as you publish it." in html


@pytest.mark.parametrize("copies", [1, 6])
def test_a_page_costs_the_same_however_large_the_exam_is(draft, tess, copies):
    section = Section.objects.filter(exam=draft)[0]
    services.add_slots(section=section, definitions=DEFINITION.sections[0].slots * copies)
    tess.get(link("build", draft))
    for name, n in (("build", 13), ("build_rules", 13)):
        with CaptureQueriesContext(connection) as queries:
            tess.get(link(name, draft))
        assert len(queries) == n, [query["sql"][:80] for query in queries]


def test_buttons_lead_back_to_where_they_were_pressed(draft, tess):
    slot = first_slot(draft)
    moved = tess.post(link("build_move", draft, slot.pk), {"do": "down"})
    assert moved["Location"] == f"{link('build', draft)}#slot-{slot.pk}"
    slot.refresh_from_db()
    assert slot.position == 2


def test_a_deleted_slot_can_be_brought_back(draft, tess):
    deleted = tess.post(link("build_move", draft, first_slot(draft).pk), {"do": "delete"})
    assert "“One side” was deleted." in tess.get(deleted["Location"]).content.decode()
    assert len(define_exam(draft).sections[0].slots) == 2
    tess.post(link("build_undo", draft))
    assert define_exam(draft) == DEFINITION
    assert "was deleted" not in tess.get(link("build", draft)).content.decode()
    tess.post(link("build_undo", draft))
    assert define_exam(draft) == DEFINITION


def test_sections_are_added_renamed_and_deleted(draft, tess):
    tess.post(link("build_add_section", draft), {"title": "Last"})
    section = draft.sections.get(title="Last")
    form = {"do": "change", "title": "The end", "intro": "", "planned_points": "7"}
    tess.post(link("build_section", draft, section.pk), form)
    section.refresh_from_db()
    assert (section.title, section.planned_points) == ("The end", 7.0)
    wrong = tess.post(
        link("build_section", draft, section.pk), {**form, "title": "New", "planned_points": "x"}
    )
    assert wrong.status_code == 400
    assert 'value="New"' in wrong.content.decode()
    tess.post(link("build_section", draft, section.pk), {"do": "delete"})
    assert draft.sections.count() == 2


def test_points_are_saved_together_and_a_wrong_one_is_shown_as_typed(draft, tess):
    one, two = Slot.objects.filter(section__exam=draft)[:2]
    form = {f"points-{one.pk}": "2,5", f"points-{two.pk}": "many"}
    refused = tess.post(link("build_points", draft), form)
    assert refused.status_code == 400
    assert "Found “many”, expected a number" in refused.content.decode()
    assert 'value="2,5"' in refused.content.decode()
    tess.post(link("build_points", draft), {**form, f"points-{two.pk}": "0.5"})
    one.refresh_from_db()
    assert one.points == 2.5


def test_questions_are_searched_ticked_and_added(draft, tess):
    section = draft.sections.last()
    add = link("build_add", draft, section.pk)
    assert "3 found" in tess.get(add).content.decode()
    found = tess.post(add, {"do": "search", "q": "side", "chosen": "code-task"})
    page = found.context["page"]
    assert [row.slug for row in page.found] == ["one-side", "two-parts"] or page.n_found == 1
    assert [row.slug for row in page.chosen] == ["code-task"]
    assert all(row.is_used for row in page.chosen)
    assert tess.post(add, {"do": "search", "topic": "convolution"}).context["page"].n_found == 1
    assert tess.post(add, {"do": "search", "level": "3"}).context["page"].n_found == 1
    assert tess.post(add, {"do": "search", "kind": "code"}).context["page"].n_found == 1
    assert tess.post(add, {"do": "each"}).status_code == 400
    tess.post(add, {"do": "each", "chosen": ["one-side", "two-parts"]})
    tess.post(add, {"do": "list", "chosen": ["two-parts", "one-side"]})
    slots = define_exam(draft).sections[1].slots
    assert [slot.source for slot in slots] == ["question"] * 3 + ["list"]
    assert slots[3].choices == ("one-side", "two-parts")


def test_the_picker_costs_the_same_whatever_it_finds(draft, tess):
    add = link("build_add", draft, draft.sections.last().pk)
    tess.get(add)
    few: dict[str, object] = {"q": "side", "chosen": ["code-task"]}
    for form in (few, {"chosen": ["one-side", "code-task"]}):
        with CaptureQueriesContext(connection) as queries:
            tess.post(add, {"do": "search", **form})
        assert len(queries) == 10, [query["sql"][:80] for query in queries]


def test_what_a_slot_draws_from_is_changed_by_ticking(draft, tess):
    slot = first_slot(draft)
    address = link("build_slot", draft, slot.pk)
    assert [row.slug for row in tess.get(address).context["page"].chosen] == ["one-side"]
    tess.post(address, {"do": "keep", "chosen": ["one-side", "two-parts"]})
    changed = define_exam(draft).sections[0].slots[0]
    assert (changed.source, changed.choices) == ("list", ("one-side", "two-parts"))
    assert changed.points == 2
    tess.post(address, {"do": "keep", "chosen": ["two-parts"]})
    assert define_exam(draft).sections[0].slots[0].question == "two-parts"


def test_a_pool_says_how_many_questions_it_has_now(draft, tess):
    section = draft.sections.last()
    pool = link("build_add_pool", draft, section.pk)
    now = tess.post(pool, {"do": "count", "topics": "output-size"}, headers=HTMX)
    assert "<strong>2 questions</strong>" in now.content.decode()
    form = {"do": "save", "topics": "output-size", "levels": ["1", "3"], "n_slots": "2"}
    tess.post(pool, {**form, "points": "1.5"})
    added = define_exam(draft).sections[1].slots[1:]
    assert [slot.pool.to_json() for slot in added] == [
        {"topics": ["output-size"], "levels": [1, 3]}
    ] * 2
    assert {slot.points for slot in added} == {1.5}
    slot = Slot.objects.filter(section=section, source="pool").first()
    tess.post(link("build_pool", draft, slot.pk), {"do": "save", "topics": "convolution"})
    assert define_exam(draft).sections[1].slots[1].pool.topics == ("convolution",)


def test_a_sample_shows_a_prompt_and_no_key(draft, tess):
    html = tess.get(link("build_sample", draft, "two-parts"), headers=HTMX).content.decode()
    assert "How many cells has it?" in html
    assert "Worked" not in html


def test_publishing_waits_for_a_clean_check(draft, tess, cast):
    Slot.objects.filter(section__exam=draft).update(points=0)
    refused = tess.post(link("publish", draft), {"do": "publish"})
    assert refused.status_code == 409
    assert "The check found 1 error." in refused.content.decode()
    Slot.objects.filter(section__exam=draft).update(points=1)
    assert tess.post(link("publish", draft), {"do": "publish"}).status_code == 302
    ada = browser_of(cast.ada)
    shown = ada.get(link("exam", draft))
    assert "Convolution, Output size" in shown.content.decode()
    tess.post(link("publish", draft), {"do": "unpublish"})
    assert ada.get(link("exam", draft)).status_code == 404


def test_after_the_first_attempt_the_page_says_that_questions_are_settled(draft, tess, cast, now):
    Exam.objects.filter(pk=draft.pk).update(published_at=now)
    start_attempt(user=cast.ada, exam_id=draft.pk, now=now)
    html = tess.get(link("build", draft)).content.decode()
    assert "The questions are settled" in html
    assert "Duplicate" not in html
    refused = tess.post(link("build_move", draft, first_slot(draft).pk), {"do": "delete"})
    assert refused.status_code == 409


def test_deleting_asks_once_by_name(draft, tess):
    assert "Delete Midterm?" in tess.get(link("delete_exam", draft)).content.decode()
    assert tess.post(link("delete_exam", draft)).status_code == 302
    assert not Exam.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_said_to_be_one_and_cannot_be_started(draft, tess, cast):
    html = tess.get(reverse("courses:course", args=[cast.course.pk])).content.decode()
    assert "is a draft" in html
    shown = tess.get(link("exam", draft)).content.decode()
    assert "This exam is a draft." in shown
    assert link("start", draft) not in shown


def test_teachers_find_the_way_and_students_do_not(draft, tess, cast):
    Exam.objects.filter(pk=draft.pk).update(published_at=timezone.now() - timedelta(hours=1))
    course = reverse("courses:course", args=[cast.course.pk])
    new = reverse("exams:new_exam", args=[cast.course.pk])
    assert new in tess.get(course).content.decode()
    assert link("build", draft) in tess.get(link("exam", draft)).content.decode()
    ada = browser_of(cast.ada)
    assert new not in ada.get(course).content.decode()
    assert link("build", draft) not in ada.get(link("exam", draft)).content.decode()
