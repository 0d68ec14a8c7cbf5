"""What an assistant does at the gradebook, and what they do not see there before the end."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

import tests.examcenter
from examcenter.exams.models import Attempt, Exam, Response
from tests.examcenter.publishing import publish_quickly

# Keys of nine digits, which stand in no page, drawing or address by chance.
CANARIES = Path(tests.examcenter.__file__).parent / "canaries"


@pytest.fixture
def bank(db):
    """Publish the questions whose keys are known again wherever they stand."""
    publish_quickly(CANARIES)


def key_of(attempt, number):
    """Return a pattern for the key of a question, in whatever groups its digits stand."""
    digits = str(Response.objects.get(attempt=attempt, number=number).keys["area"])
    assert len(digits) == 9
    return re.compile(r"[\s,.\u00a0\u202f']?".join(digits))


def test_an_assistant_marks_without_keys_and_gives_no_bonus(exam, cast, asa, adas, browser, now):
    assistant = browser(asa)
    address = f"/exams/{exam.pk}/gradebook/{adas.pk}/2/"
    key = key_of(adas, 2)
    text = assistant.get(address).content.decode()
    assert "Right answer<" not in text and "QUOKKASOLUTION" not in text
    assert "over for everybody" in text
    assert not key.search(text)
    # It would have been found: a teacher's page has it.
    assert key.search(browser(cast.tess).get(address).content.decode())

    given = {"deed": "adjust", "points": "1", "reason": "Good sketch."}
    assert assistant.post(address, given).status_code == 302
    bonus = {"deed": "bonus", "points": "1", "reason": "x"}
    assert assistant.post(address, bonus).status_code == 403
    assert Attempt.objects.get(pk=adas.pk).score == pytest.approx(2 / 3)
    # Nor does marking bring it.
    assert not key.search(assistant.get(address).content.decode())

    Exam.objects.filter(pk=exam.pk).update(closes_at=now - timedelta(minutes=1))
    assert key.search(assistant.get(address).content.decode())
