"""What is hidden stays hidden: a crawl as a student finds no key anywhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from examcenter.exams.models import Exam, Response
from examcenter.exams.services import save_draft, start_attempt, submit_code
from tests.examcenter.making import GOOD_SOURCE, make_exam

SECRET_NAMES = {"keys", "key", "receipt", "interval", "answer_key", "report", "seed"}


def addresses(exam: Exam, attempt_id: object, submission_id: object) -> list[str]:
    """Return every address that can be read."""
    attempt = f"/api/v1/attempts/{attempt_id}"
    return [
        "/api/v1/courses",
        f"/api/v1/courses/{exam.course_id}",
        "/api/v1/exams",
        f"/api/v1/exams/{exam.pk}",
        f"/api/v1/exams/{exam.pk}/attempts",
        "/api/v1/questions",
        "/api/v1/questions/one-side",
        "/api/v1/questions/one-side/versions",
        attempt,
        f"{attempt}/responses",
        *(f"{attempt}/responses/{number}" for number in (1, 2, 3)),
        f"{attempt}/responses/3/submissions",
        f"/api/v1/submissions/{submission_id}",
    ]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of a document with its path."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{path}/*")


@pytest.fixture(params=["practice", "timed"])
def sat(request, cast):
    """Return an exam, an attempt with drafts in it, and a submission."""
    exam = request.getfixturevalue(request.param)
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    save_draft(attempt=attempt, number=1, answers={"answer": "0"}, now=now)
    submission = submit_code(attempt=attempt, number=3, part="answer", source=GOOD_SOURCE, now=now)
    return exam, attempt, submission


def test_a_crawl_as_a_student_finds_no_key(ada, sat):
    exam, attempt, submission = sat
    # Numbers that no page shows by chance: the frozen keys are replaced by them.
    Response.objects.filter(attempt=attempt).update(
        keys={"answer": 918273645, "width": 918273645, "area": [918273645]}
    )
    for url in addresses(exam, attempt.pk, submission.pk):
        response = ada.get(url)
        assert response.status_code == 200, url
        assert "918273645" not in response.content.decode(), url
        for path, _ in walk(response.json()):
            assert path.rsplit("/", 1)[-1] not in SECRET_NAMES, f"{url} {path}"


def test_before_a_check_no_value_equals_a_key(ada, sat):
    exam, attempt, submission = sat
    keys = {
        str(key)
        for response in Response.objects.filter(attempt=attempt)
        for part, key in response.keys.items()
        # A width of 12 may well stand in a prompt; an area can not.
        if part == "area"
    }
    assert keys
    for url in addresses(exam, attempt.pk, submission.pk):
        for path, value in walk(ada.get(url).json()):
            assert str(value) not in keys, f"{url} {path}"


def test_no_worked_solution_is_shown_before_there_is_an_answer(ada, sat):
    _, attempt, _ = sat
    for number in (1, 2, 3):
        question = ada.get(f"/api/v1/attempts/{attempt.pk}/responses/{number}").json()
        assert all(part["feedback"] is None for part in question["parts"])


def test_other_people_are_nowhere_in_a_students_answers(ada, sat, cast, now):
    exam, attempt, submission = sat
    start_attempt(user=cast.ben, exam_id=exam.pk, now=timezone.now())
    strangers = (str(cast.ben.public_id), '"ben"', cast.ben.email, cast.tess.email)
    for url in addresses(exam, attempt.pk, submission.pk):
        text = ada.get(url).content.decode()
        assert not [stranger for stranger in strangers if stranger in text], url


def test_a_teacher_sees_variants_without_keys(tess, cast, bank):
    make_exam(cast.course, "any", ["two-parts"])
    drawn = tess.get("/api/v1/questions/two-parts/variants", {"limit": 3}).json()["results"]

    assert len({variant["index"] for variant in drawn}) == 3
    names = {path.rsplit("/", 1)[-1] for path, _ in walk(json.loads(json.dumps(drawn)))}
    assert not names & SECRET_NAMES
