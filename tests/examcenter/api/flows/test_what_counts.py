"""Numbers that an LMS shows beside each other: questions of an attempt, its score, its grade."""

import pytest

from examcenter.exams.gradebook.marking import adjust_response
from examcenter.exams.gradebook.rulings import apply_ruling
from examcenter.exams.models import Response, Slot
from tests.examcenter.api.flows.conftest import API, sit


@pytest.fixture
def adas(cast, final):
    """Ada's finished attempt, its first question right."""
    return sit(final, cast.ada)


def total(rows):
    points = sum(row["points"] for row in rows)
    return sum(row["points"] * (row["score"] or 0) for row in rows) / points


def decide(attempt, cast, how):
    now = attempt.finished_at
    second = Response.objects.select_related("slot").get(attempt=attempt, number=2)
    if how == "adjusted":
        adjust_response(response=second, actor=cast.tess, points=1.5, reason="x", now=now)
    elif how:
        slot = Slot.objects.get(pk=second.slot_id)
        apply_ruling(slot=slot, ruling=how, reason="x", actor=cast.tess, now=now)


@pytest.mark.parametrize("how", ["", "adjusted", "full", "dropped"])
def test_the_questions_of_an_attempt_add_up_to_its_score(campus, cast, adas, how):
    decide(adas, cast, how)
    attempt = campus.get(f"{API}/attempts/{adas.pk}").json()
    listed = campus.get(f"{API}/attempts/{adas.pk}/responses").json()["results"]
    single = [campus.get(f"{API}/attempts/{adas.pk}/responses/{n}").json() for n in (1, 2)]

    assert attempt["responses"] == listed
    assert [(row["points"], row["score"]) for row in single] == [
        (row["points"], row["score"]) for row in listed
    ]
    assert total(listed) == pytest.approx(attempt["score"])


def test_a_student_sees_no_decision_before_the_score(ada, cast, final, adas):
    final.review = {"format": 1, "during": [], "after": [], "released": ["score"]}
    final.release = "manual"
    final.save()
    decide(adas, cast, "dropped")
    rows = ada.get(f"{API}/attempts/{adas.pk}/responses").json()["results"]

    assert [(row["points"], row["score"]) for row in rows] == [(1, None), (2, None)]
