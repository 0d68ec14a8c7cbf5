"""Who may do what: somebody else's attempt is not there, on every route."""

from typing import Any

import pytest
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from examcenter.courses.models import Enrollment
from examcenter.exams.services import start_attempt, submit_code
from tests.examcenter.making import GOOD_SOURCE, current, enroll, make_course

Route = tuple[str, str, Any]
# Every route about one attempt or one of its submissions: method, path, body.
PERSONAL: tuple[Route, ...] = (
    ("get", "attempts/{attempt}", None),
    ("post", "attempts/{attempt}/finish", {}),
    ("get", "attempts/{attempt}/responses", None),
    ("get", "attempts/{attempt}/responses/{number}", None),
    ("put", "attempts/{attempt}/responses/{number}", {"answers": {"answer": "7"}}),
    ("post", "attempts/{attempt}/responses/{number}/check", {"answers": {"answer": "7"}}),
    ("post", "attempts/{attempt}/responses/{number}/variants", {}),
    ("get", "attempts/{attempt}/responses/{number}/submissions", None),
    (
        "post",
        "attempts/{attempt}/responses/{number}/submissions",
        {"part": "answer", "source": GOOD_SOURCE},
    ),
    ("get", "attempts/{attempt}/submissions", None),
    ("get", "submissions/{submission}", None),
)
# Routes about a course or an exam, for its people.
FOR_MEMBERS: tuple[Route, ...] = (
    ("get", "courses/{course}", None),
    ("get", "exams/{exam}", None),
    ("get", "exams/{exam}/attempts", None),
    ("post", "exams/{exam}/attempts", {}),
)
# Routes for those who teach; members in other roles may know that they exist.
FOR_TEACHERS: tuple[Route, ...] = (
    ("get", "courses/{course}/enrollments", None),
    ("get", "exams/{exam}/grades", None),
    ("get", "exams/{exam}/grades.csv", None),
    ("get", "exams/{exam}/grades.ndjson", None),
    ("get", "exams/{exam}/definition", None),
    ("get", "exams/{exam}/checks", None),
    ("get", "exams/{exam}/accommodations", None),
    ("get", "exams/{exam}/room", None),
    ("get", "exams/{exam}/outages", None),
    ("get", "exams/{exam}/statistics", None),
    ("get", "exams/{exam}/regrades", None),
    ("get", "courses/{course}/accommodations", None),
    ("get", "courses/{course}/grades", None),
    ("get", "courses/{course}/grades.csv", None),
    ("get", "courses/{course}/grades.ndjson", None),
    ("get", "questions/one-side/certificate", None),
    ("get", "questions/one-side/variants", None),
)
# Routes for everybody who is signed in; they show only what is one's own or open.
FOR_ANYBODY: tuple[Route, ...] = (
    ("get", "courses", None),
    ("get", "exams", None),
    ("get", "attempts", None),
    ("get", "questions", None),
    ("get", "questions/one-side", None),
    ("get", "questions/one-side/versions", None),
    ("get", "tokens", None),
    ("get", "integrations", None),
    ("delete", "tokens/current", None),
)
# What is made, seen and sent away of programs and tokens has tests of its own.
OF_PROGRAMS = {
    "oauth/token",
    "tokens/<uuid:token_id>",
    "integrations/<uuid:integration_id>",
    "integrations/<uuid:integration_id>/tokens",
}
# Jobs, events and webhooks, likewise.
_WEBHOOK = "webhooks/<uuid:webhook_id>"
OF_NEWS = {
    "events",
    "events/<uuid:event_id>",
    "exams/<uuid:exam_id>/exports",
    "jobs/<uuid:job_id>",
    "jobs/<uuid:job_id>/file",
    "webhooks",
    _WEBHOOK,
    *(f"{_WEBHOOK}/{name}" for name in ("deliveries", "secrets", "test")),
    f"{_WEBHOOK}/deliveries/<uuid:delivery_id>",
    f"{_WEBHOOK}/deliveries/<uuid:delivery_id>/replay",
}
# What is done to exams and their attempts has rows in `matrix`, and tests of its own.
OF_EXAMS = {
    "accommodations/<uuid:accommodation_id>",
    "attempts/<uuid:attempt_id>/bonus",
    "attempts/<uuid:attempt_id>/reopen",
    "attempts/<uuid:attempt_id>/responses/<int:number>/adjustment",
    "attempts/<uuid:attempt_id>/responses/<int:number>/comment",
    "exams/<uuid:exam_id>/close",
    "exams/<uuid:exam_id>/copies",
    "exams/<uuid:exam_id>/grades/<str:student>",
    "exams/<uuid:exam_id>/launches",
    "exams/<uuid:exam_id>/publish",
    "exams/<uuid:exam_id>/release",
    "exams/<uuid:exam_id>/room/messages",
    "exams/<uuid:exam_id>/room/orders",
}
OPEN: tuple[Route, ...] = (("post", "tokens", {}), ("get", "schema/", None), ("get", "docs/", None))
# What is done to courses, rosters and questions has rows in `matrix`, and tests of its own.
_COURSE, _QUESTION = "courses/<uuid:course_id>", "questions/<slug:slug>"
OF_TEACHERS = {
    f"{_COURSE}/archive",
    f"{_COURSE}/copies",
    f"{_COURSE}/enrollments/<ref:ref>",
    f"{_COURSE}/groups",
    f"{_COURSE}/groups/<uuid:group_id>",
    f"{_COURSE}/groups/<uuid:group_id>/members",
    *(f"{_QUESTION}/{name}" for name in ("draft", "archive", "proofs", "approval", "publication")),
    f"{_QUESTION}/versions/<int:number>",
    f"{_QUESTION}/versions/<int:number>/certificate",
    f"{_QUESTION}/variants/<int:index>",
    f"{_QUESTION}/variants/<int:index>/mark",
}


@pytest.fixture
def places(practice, cast):
    """Return Ada's attempt and everything that has an address."""
    now = timezone.now()
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=now)
    submission = submit_code(attempt=attempt, number=3, part="answer", source="x = 1", now=now)
    return {
        "attempt": attempt.pk,
        "submission": submission.pk,
        "number": 1,
        "course": cast.course.pk,
        "exam": practice.pk,
        "row": attempt,
    }


def call(client, route, places):
    method, path, body = route
    url = "/api/v1/" + path.format(**places)
    return getattr(client, method)(url, *(() if body is None else (body,)))


def name_of(route):
    return f"{route[0]} {route[1]}"


@pytest.mark.parametrize("route", PERSONAL, ids=name_of)
@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("ben", 404), ("carol", 404)])
def test_somebody_elses_attempt_is_not_there(api, cast, places, route, who, status):
    client = api(None if who == "nobody" else cast.named(who))
    response = call(client, route, places)

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    places["row"].refresh_from_db()
    assert places["row"].finished_at is None
    assert current(places["row"], 1).draft == {}


@pytest.mark.parametrize("route", PERSONAL, ids=name_of)
def test_ones_own_attempt_is_there(ada, places, route):
    places = {**places, "number": 3 if "submissions" in route[1] else 1}

    assert call(ada, route, places).status_code in (200, 201, 202)


@pytest.mark.parametrize("route", [*FOR_MEMBERS, *FOR_TEACHERS[:2]], ids=name_of)
@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("carol", 404)])
def test_a_course_is_not_there_for_others(api, cast, places, route, who, status):
    client = api(None if who == "nobody" else cast.named(who))

    assert call(client, route, places).status_code == status


@pytest.mark.parametrize("route", FOR_MEMBERS, ids=name_of)
@pytest.mark.parametrize("who", ["ben", "tess"])
def test_a_course_is_there_for_its_people(api, cast, places, route, who):
    assert call(api(cast.named(who)), route, places).status_code in (200, 201)


@pytest.mark.parametrize("route", FOR_TEACHERS, ids=name_of)
def test_a_student_may_not_do_what_teachers_do(ada, places, route):
    assert call(ada, route, places).status_code == 403


@pytest.mark.parametrize("route", FOR_TEACHERS, ids=name_of)
def test_a_teacher_may(tess, places, route):
    assert call(tess, route, places).status_code == 200


@pytest.mark.parametrize("route", FOR_ANYBODY, ids=name_of)
@pytest.mark.parametrize(("who", "allowed"), [("nobody", False), ("carol", True), ("ada", True)])
def test_what_is_for_everybody_still_needs_a_person(api, cast, places, route, who, allowed):
    client = api(None if who == "nobody" else cast.named(who))

    assert (call(client, route, places).status_code in (200, 204)) is allowed


def test_carol_in_no_course_sees_no_course_and_no_exam(api, cast, places):
    carol = api(cast.carol)

    assert carol.get("/api/v1/courses").json()["results"] == []
    assert carol.get("/api/v1/exams").json()["results"] == []


def test_this_matrix_knows_every_route():
    (api_resolver,) = (
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and str(pattern.pattern) == "api/v1/"
    )
    known = OF_PROGRAMS | OF_TEACHERS | OF_EXAMS | OF_NEWS
    for _, path, _ in (*PERSONAL, *FOR_MEMBERS, *FOR_TEACHERS, *FOR_ANYBODY, *OPEN):
        known.add(
            path.format(
                attempt="<uuid:attempt_id>",
                submission="<uuid:submission_id>",
                number="<int:number>",
                course="<uuid:course_id>",
                exam="<uuid:exam_id>",
            ).replace("one-side", "<slug:slug>")
        )
    assert {str(pattern.pattern) for pattern in api_resolver.url_patterns} == known


def test_a_course_whose_teacher_is_somebody_else_is_closed_to_a_teacher(api, cast, places):

    enroll(make_course("other"), cast.carol, Enrollment.Role.TEACHER)
    carol = api(cast.carol)

    assert call(carol, ("get", "attempts/{attempt}", None), places).status_code == 404
    assert call(carol, ("get", "exams/{exam}/grades", None), places).status_code == 404
