"""What bodies and queries may hold: what could mean two things is refused."""

import pytest

from examcenter.courses.models import Group


@pytest.fixture
def groups(cast):
    """Return the address of the groups of the course."""
    return f"/api/v1/courses/{cast.course.pk}/groups"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"name": "a", "name": "b"}', "'name' stands twice"),
        ('{"name": "a", "external_id": {"x": 1, "y": 2, "x": 3}}', "'x' stands twice"),
        ('{"name": 1e999}', "1e999 is too large"),
        ('{"name": -1e999}', "-1e999 is too large"),
        ('{"name": NaN}', "NaN is not a JSON number"),
    ],
)
def test_a_body_that_could_mean_two_things_is_refused(tess, groups, body, words):
    refused = tess.generic("POST", groups, body, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (400, "malformed_json")
    assert words in refused.json()["detail"]
    assert not Group.objects.exists()


@pytest.mark.parametrize("query", ["fields=id&fields=name", "limit=1&limit=2", "cursor=a&cursor=b"])
def test_what_is_read_once_may_not_come_twice(tess, groups, query):
    refused = tess.get(f"{groups}?{query}")

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")
    assert refused.json()["errors"] == [
        {"pointer": f"/{query.partition('=')[0]}", "detail": "Found 2 values, expected one."}
    ]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-22T14:00:00", "Found no zone"),
        ("2026-11-22", "Found no zone"),
        ("2026-11-22T15:00:00+01:00", ""),
        ("2026-11-22T15:00:00 01:00", "+ is written %2B"),
        ("2026-11-22T14:00:00Z", ""),
    ],
)
@pytest.mark.parametrize("place", ["groups", "events", "grades", "outages"])
def test_a_moment_has_its_zone(tess, groups, cast, practice, place, moment, words):
    course, name = groups.removesuffix("/groups"), "updated_since"
    if place == "events":
        answer, name = tess.get("/api/v1/events", {"since": moment}), "since"
    elif place == "outages":
        name, body = "start", {"start": moment, "end": "2026-11-22T14:10:00Z", "reason": "x"}
        answer = tess.post(f"/api/v1/exams/{practice.pk}/outages", body)
    else:
        answer = tess.get(f"{course}/{place}", {"updated_since": moment})
    errors = answer.json().get("errors", []) if answer.status_code == 400 else []
    if words:
        assert [error["pointer"] for error in errors] == [f"/{name}"]
        assert words in errors[0]["detail"]
    else:
        assert answer.status_code == 200
