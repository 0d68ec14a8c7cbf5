"""Courses over the interface: made, changed by one at a time, put away, copied."""

import pytest
from rest_framework.test import APIClient

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.courses.roles import Role
from tests.examcenter.api.documented import DocumentedClient
from tests.examcenter.making import enroll, make_exam, make_user
from tests.examcenter.tokens import make_program

URL = "/api/v1/courses"


def client_with(bearer: str) -> APIClient:
    """Return a client with a program's token."""
    client = DocumentedClient()
    client.credentials(HTTP_AUTHORIZATION=bearer)
    return client


@pytest.fixture
def campus(db):
    """Return the client of a program of the whole site."""
    return client_with(make_program(None, may_create_courses=True)[1])


@pytest.fixture
def olga(api, cast):
    """Return the client of the course's owner."""
    user = make_user("olga")
    enroll(cast.course, user, Role.OWNER)
    return api(user)


OWNER = {"external_id": "sis:1", "email": "prof@example.org", "given_name": "Pro", "username": ""}


def test_a_teacher_makes_a_course_and_owns_it(tess):
    made = tess.post(URL, {"title": " New\u200b course ", "external_id": "sis:9"})
    assert (made.status_code, made["Location"]) == (201, f"{URL}/{made.json()['id']}")
    assert (made.json()["title"], made.json()["role"]) == ("New course", "owner")
    assert tess.get(made["Location"]).json() == made.json()


def test_a_program_makes_a_course_for_its_owner_and_goes_on_working_there(campus):
    owner = {name: text for name, text in OWNER.items() if text}
    made = campus.post(URL, {"title": "Vision", "external_id": "sis:v", "owner": owner})
    assert (made.status_code, made.json()["role"]) == (201, "program")
    place = Enrollment.objects.get(course=made.json()["id"], role=Role.OWNER)
    assert (place.user.email, place.external_id) == ("prof@example.org", "sis:1")
    roster = campus.get(f"{made['Location']}/enrollments").json()["results"]
    assert sorted(row["role"] for row in roster) == ["owner", "program"]
    put = campus.put(
        f"{made['Location']}/enrollments",
        {"mode": "replace", "enrollments": [{"external_id": "s1", "role": "student"}]},
    )
    # Neither its owner nor the program itself is taken out.
    assert put.json()["counts"]["removed"] == 0
    assert put.json()["counts"]["created"] == 1


@pytest.mark.parametrize(
    ("owner", "pointer"),
    [(None, "/owner"), ({"given_name": "X"}, "/owner"), ({"email": "nonsense"}, "/owner/email")],
)
def test_a_program_says_who_owns_the_course(campus, owner, pointer):
    body = {"title": "Vision"} if owner is None else {"title": "Vision", "owner": owner}
    refused = campus.post(URL, body)
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not Course.objects.filter(title="Vision").exists()


def test_a_program_of_one_course_makes_no_others(cast):
    client = client_with(make_program(cast.course)[1])
    assert client.post(URL, {"title": "X"}).json()["code"] == "not_permitted"
    assert client.post(f"{URL}/{cast.course.pk}/copies", {}).json()["code"] == "not_permitted"
    assert client.put(f"{URL}/{cast.course.pk}/archive", {}).json()["code"] == "not_permitted"


def test_a_token_without_the_scope_makes_nothing(cast):
    client = client_with(make_program(None, ["courses:read"], may_create_courses=True)[1])
    refused = client.post(URL, {"title": "X"})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/title"),
        ({"title": "\u200b"}, "/title"),
        ({"title": "X", "time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"title": "X", "starts_on": "2026-10-01", "ends_on": "2026-09-01"}, "/ends_on"),
        ({"title": "X", "name": "Y"}, ""),
        ({"title": "X", "owner": {"username": "ada"}}, "/owner"),
    ],
)
def test_what_is_no_course_is_refused_with_the_value_that_is_wrong(tess, body, pointer):
    refused = tess.post(URL, body)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_no_two_courses_have_one_external_id(tess):
    tess.post(URL, {"title": "A", "external_id": "sis:1"})
    refused = tess.post(URL, {"title": "B", "external_id": "sis:1"})
    assert (refused.status_code, refused.json()["code"]) == (409, "external_id_taken")


def test_a_course_is_changed_by_who_has_seen_it(tess, cast):
    url = f"{URL}/{cast.course.pk}"
    assert tess.patch(url, {"term": "T"}).json()["code"] == "precondition_required"
    tag = tess.get(url)["ETag"]
    changed = tess.patch(url, {"term": "Autumn"}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["term"]) == (200, "Autumn")
    assert changed.json()["title"] == "Vision"
    late = tess.patch(url, {"title": "Other"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert late["ETag"] == changed["ETag"] == tess.get(url)["ETag"]


def test_a_change_does_not_end_a_term_before_it_starts(tess, cast):
    url = f"{URL}/{cast.course.pk}"
    tess.patch(url, {"starts_on": "2026-10-01"}, headers={"If-Match": "*"})
    refused = tess.patch(url, {"ends_on": "2026-09-01"}, headers={"If-Match": "*"})
    assert refused.json()["errors"][0]["pointer"] == "/ends_on"


def test_owners_archive_a_course_and_take_it_out_again(tess, olga, cast):
    url = f"{URL}/{cast.course.pk}/archive"
    assert tess.put(url, {}).json()["code"] == "role_not_yours"
    first = olga.put(url, {})
    assert first.json()["archived_at"] is not None
    assert olga.put(url, {}).json() == first.json()
    assert [row["id"] for row in olga.get(URL, {"archived": "true"}).json()["results"]] == [
        str(cast.course.pk)
    ]
    assert olga.get(URL, {"archived": "false"}).json()["results"] == []
    assert olga.delete(url).json()["archived_at"] is None


def test_a_copy_takes_along_what_is_wished(tess, cast, bank):
    make_exam(cast.course, "first", ["one-side"])
    made = tess.post(f"{URL}/{cast.course.pk}/copies", {"term": "Spring", "with_exams": False})
    assert (made.status_code, made.json()["title"], made.json()["role"]) == (201, "Vision", "owner")
    course = Course.objects.get(pk=made.json()["id"])
    assert (course.exams.count(), course.enrollments.count()) == (0, 1)


def test_a_copy_that_a_program_makes_belongs_to_the_owners(campus, olga, cast):
    made = campus.post(URL, {"title": "A", "owner": {"username": "olga"}}).json()
    copy = campus.post(f"{URL}/{made['id']}/copies", {"term": "Spring", "with_staff": False})
    assert copy.json()["role"] == "program"
    places = Enrollment.objects.filter(course=copy.json()["id"])
    assert sorted(places.values_list("role", flat=True)) == ["owner", "program"]
    assert places.get(role="owner").user == User.objects.get(username="olga")


def test_courses_are_found_by_term_and_by_external_id(tess):
    tess.post(URL, {"title": "A", "term": "T1", "external_id": "x"})
    tess.post(URL, {"title": "B", "term": "T2"})
    for query, titles in (
        ({"term": "T1"}, ["A"]),
        ({"external_id": "x"}, ["A"]),
        ({"external_id": "y"}, []),
        ({"term": "T2"}, ["B"]),
    ):
        rows = tess.get(URL, query).json()["results"]
        assert [row["title"] for row in rows] == titles


def test_what_changed_since_comes_oldest_first(tess, cast):
    second = tess.post(URL, {"title": "B"}).json()
    tess.patch(f"{URL}/{cast.course.pk}", {"term": "T"}, headers={"If-Match": "*"})
    rows = tess.get(URL, {"updated_since": second["updated_at"]}).json()["results"]
    assert [row["title"] for row in rows] == ["B", "Vision"]
    newest = rows[-1]["updated_at"]
    rows = tess.get(URL, {"updated_since": newest}).json()["results"]
    assert [row["title"] for row in rows] == ["Vision"]
