"""What the check reads of an exam, and what that costs."""

from django.utils import timezone

from examcenter.exams.building import services
from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.reading import read_plan
from examcenter.exams.models import Section
from grader import problems
from questions.models import Question, QuestionVersion
from tests.examcenter.exams.building.conftest import DEFINITION


def codes(exam):
    return {finding.code for finding in check_exam(read_plan(exam), timezone.now())}


def test_facts_come_from_the_bank_and_its_certificates(draft):
    plan = read_plan(draft)
    assert plan.n_students == 2
    assert [slot.candidates for slot in plan.slots] == [
        ("one-side",),
        ("one-side", "two-parts"),
        ("two-parts",),
        ("code-task",),
    ]
    fact = plan.facts["two-parts"]
    assert (fact.level, fact.n_variants, fact.is_certified, fact.is_code) == (3, 33, True, False)
    assert 0 < fact.p_shared < 0.1
    assert plan.facts["code-task"].is_code


def test_a_retired_question_and_a_failed_certificate_are_seen(draft):
    Question.objects.filter(slug="one-side").update(archived_at=timezone.now())
    assert "retired" in codes(draft)
    version = QuestionVersion.objects.get(question__slug="two-parts")
    QuestionVersion.objects.filter(pk=version.pk).update(
        certificate={**version.certificate, "ok": False}
    )
    assert "uncertified" in codes(draft)


def test_a_missing_problem_is_seen(draft, monkeypatch):
    assert "problem-missing" not in codes(draft)
    monkeypatch.setattr(
        "examcenter.exams.building.reading.problem_slugs", lambda: problems.problem_slugs()[:0]
    )
    assert "problem-missing" in codes(draft)


def test_reading_costs_the_same_however_large_the_exam_is(draft, django_assert_num_queries):
    with django_assert_num_queries(9):
        read_plan(draft)
    section = Section.objects.filter(exam=draft)[0]
    services.add_slots(section=section, definitions=DEFINITION.sections[0].slots * 8)
    with django_assert_num_queries(9):
        read_plan(draft)
