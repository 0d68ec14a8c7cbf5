"""The preview: the very paper that a student gets, nothing stored, keys for teachers only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from examcenter.exams.building import services
from examcenter.exams.models import Attempt, Exam, Response
from examcenter.exams.services import start_attempt
from questions.services import IssuedVariant
from tests.examcenter.exams.building.conftest import DEFINITION, browser_of


@pytest.fixture
def address(draft):
    return reverse("exams:preview", args=[draft.pk])


def shown(reply):
    return [(sheet.title, sheet.variant_words) for sheet in reply.context["page"].sheets]


def test_it_is_the_paper_that_the_student_gets_and_nothing_is_stored(
    draft, cast, tess, address, now
):
    Exam.objects.filter(pk=draft.pk).update(is_shuffled=True)
    reply = tess.get(address, {"student": str(cast.ben.public_id)})
    assert not Attempt.objects.exists()
    assert Exam.objects.get(pk=draft.pk).n_dealt == 0
    services.publish_exam(exam=draft, actor=cast.tess, now=now)
    attempt = start_attempt(user=cast.ben, exam_id=draft.pk, now=now)
    got = [IssuedVariant.from_json(one.variant) for one in attempt.responses.order_by("number")]
    assert [title for title, _ in shown(reply)] == [variant.title for variant in got]
    for (_, words), variant in zip(shown(reply), got, strict=True):
        assert f"variant {variant.index + 1} of" in words
    before = tess.get(address, {"student": str(cast.ben.public_id), "attempt": str(attempt.pk)})
    assert shown(before) == shown(reply)


def test_another_paper_is_another_one(tess, address):
    papers = {tuple(shown(tess.get(address, {"paper": n}))) for n in (1, 2, 3, 4)}
    assert len(papers) == 4
    assert shown(tess.get(address, {"paper": 2})) == shown(tess.get(address, {"paper": 2}))


def test_teachers_see_keys_and_solutions_and_assistants_do_not(draft, cast, tess, tom, address):
    full = tess.get(address)
    html = full.content.decode()
    assert "Key and solution" in html
    key = full.context["page"].sheets[0].parts[0].key
    assert f"<strong>{key}</strong>" in html
    plain = tom.get(address)
    assert plain.status_code == 200
    assert "Key and solution" not in plain.content.decode()
    parts = [part for sheet in plain.context["page"].sheets for part in sheet.parts]
    assert all(not (part.key or part.solution_html or part.mistakes) for part in parts)
    assert browser_of(cast.ada).get(address).status_code == 404


def test_no_two_fields_of_a_paper_have_one_name(tess, address):
    sheets = tess.get(address).context["page"].sheets
    names = [part.view.input_name for sheet in sheets for part in sheet.parts]
    assert len(names) == len(set(names)) > 3


def test_answers_of_an_attempt_are_not_shown(draft, cast, tess, address, now):
    services.publish_exam(exam=draft, actor=cast.tess, now=now)
    attempt = start_attempt(user=cast.ada, exam_id=draft.pk, now=now)
    Response.objects.filter(attempt=attempt).update(draft={"answer": "4711-typed"})
    query = {"student": str(cast.ada.public_id), "attempt": str(attempt.pk)}
    assert "4711-typed" not in tess.get(address, query).content.decode()


@pytest.mark.parametrize(
    "query", [{"student": "x"}, {"attempt": "0" * 32}, {"student": "0" * 32}, {"paper": "-1"}]
)
def test_made_up_people_and_attempts_are_not_there(tess, address, query):
    assert tess.get(address, query).status_code == (200 if "paper" in query else 404)


def test_a_person_outside_the_course_has_no_paper(cast, tess, address):
    assert tess.get(address, {"student": str(cast.carol.public_id)}).status_code == 404


def test_a_pool_without_questions_is_said_to_be_empty(draft, tess, address):
    draft.sections.get(position=1).slots.filter(source="pool").update(
        pool={"topics": ["padding"], "levels": []}
    )
    reply = tess.get(address)
    assert reply.status_code == 200
    assert "has nothing to draw from" in reply.content.decode()


def test_a_preview_costs_the_same_however_large_the_exam_is(draft, tess, address):
    tess.get(address)
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            tess.get(address)
        costs.append(len(queries))
        section = draft.sections.all()[0]
        services.add_slots(section=section, definitions=DEFINITION.sections[0].slots * 4)
    assert costs[0] == costs[1]
