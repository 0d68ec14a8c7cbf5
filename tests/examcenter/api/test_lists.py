"""Pages of lists: Link headers, no row lost or doubled, a constant number of queries."""

import re

import pytest
from django.utils import timezone

from examcenter.exams.services import start_attempt
from tests.examcenter.making import enroll, make_course, make_exam, make_user


def next_link(response):
    """Return the address of the next page from the Link header."""
    found = re.search(r'<([^>]+)>; rel="next"', response.headers.get("Link", ""))
    return found.group(1) if found else None


def walk(client, url):
    """Return the rows of all pages."""
    rows = []
    while url:
        response = client.get(url)
        page = response.json()
        assert page["next"] == next_link(response)
        rows += page["results"]
        url = page["next"]
    return rows


def test_all_pages_together_hold_every_row_once(tess, cast):
    for n in range(7):
        enroll(cast.course, make_user(f"student{n}"))
    rows = walk(tess, f"/api/v1/courses/{cast.course.pk}/enrollments?limit=3")

    assert len(rows) == 10
    assert len({row["id"] for row in rows}) == 10


def test_rows_added_meanwhile_double_nothing(tess, cast):
    for n in range(6):
        enroll(cast.course, make_user(f"student{n}"))
    url = f"/api/v1/courses/{cast.course.pk}/enrollments?limit=4"
    first = tess.get(url).json()
    for n in range(6, 12):
        enroll(cast.course, make_user(f"student{n}"))
    rows = first["results"] + walk(tess, first["next"])

    assert len({row["id"] for row in rows}) == len(rows)
    assert {f"student{n}" for n in range(6)} <= {row["user"]["username"] for row in rows}


def test_one_can_turn_back(tess, cast):
    url = f"/api/v1/courses/{cast.course.pk}/enrollments?limit=2"
    first = tess.get(url)
    second = tess.get(first.json()["next"])

    assert tess.get(second.json()["previous"]).json()["results"] == first.json()["results"]
    assert 'rel="prev"' in second["Link"]


def test_a_page_is_never_longer_than_the_most(tess, cast):
    assert len(tess.get("/api/v1/courses", {"limit": 10**6}).json()["results"]) == 1


def count_queries(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(50) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_lists_cost_the_same_however_long_they_are(
    ada, tess, cast, bank, django_assert_max_num_queries
):
    exam = make_exam(cast.course, "first", ["one-side"])
    start_attempt(user=cast.ada, exam_id=exam.pk, now=timezone.now())
    urls = {
        "/api/v1/courses": ada,
        "/api/v1/exams": ada,
        f"/api/v1/exams/{exam.pk}/attempts": tess,
        f"/api/v1/exams/{exam.pk}/grades": tess,
        f"/api/v1/courses/{cast.course.pk}/enrollments": tess,
        "/api/v1/questions": ada,
    }
    for client in (ada, tess):
        # When a token was last used is written once a minute.
        client.get("/api/v1/tokens")
    tess.get(f"/api/v1/exams/{exam.pk}/grades")
    before = {
        url: count_queries(client, url, django_assert_max_num_queries)
        for url, client in urls.items()
    }
    for n in range(5):
        student = make_user(f"student{n}")
        enroll(cast.course, student)
        start_attempt(user=student, exam_id=exam.pk, now=timezone.now())
        make_exam(cast.course, f"more{n}", ["one-side", "two-parts"])
        enroll(make_course(f"course{n}"), cast.ada)
    # What has changed gets its moment from the first reader.
    tess.get(f"/api/v1/exams/{exam.pk}/grades")
    after = {
        url: count_queries(client, url, django_assert_max_num_queries)
        for url, client in urls.items()
    }

    assert after == before


@pytest.mark.parametrize(
    ("path", "most"), [("", 7), ("/responses", 7), ("/responses/1", 8), ("/responses/2", 8)]
)
def test_reading_an_attempt_costs_few_queries(
    ada, practice, cast, path, most, django_assert_max_num_queries
):
    attempt = start_attempt(user=cast.ada, exam_id=practice.pk, now=timezone.now())
    url = f"/api/v1/attempts/{attempt.pk}{path}"

    assert count_queries(ada, url, django_assert_max_num_queries) <= most
