"""Pages by values: whatever others write meanwhile, no row is lost and none comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from examcenter.api.errors import InvalidCursor
from examcenter.api.pagination import paginate
from examcenter.courses.models import Course

SEND = APIRequestFactory()
START = datetime(2026, 11, 1, tzinfo=UTC)
STEADY = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MOMENTS = st.integers(0, 3)


def ask(address: str, order=("pk",), **options):
    return paginate(Course.objects.all(), Request(SEND.get(address)), order=order, **options)


def make(n: int, moment: int = 0) -> Course:
    course = Course.objects.create(title=f"c{n}", slug=f"c{n}")
    touch(course, moment)
    return course


def touch(course: Course, moment: int) -> None:
    # `created_at` stands for the time of a change, which several rows may share.
    Course.objects.filter(pk=course.pk).update(created_at=START + timedelta(seconds=moment))


@given(
    moments=st.lists(MOMENTS, min_size=1, max_size=12),
    limit=st.integers(1, 5),
    writes=st.lists(st.tuples(st.sampled_from(["add", "remove"]), MOMENTS), max_size=8),
    order=st.sampled_from([("pk",), ("created_at",), ("-created_at",), ("-created_at", "title")]),
)
@STEADY
def test_rows_that_stay_come_once_while_others_come_and_go(db, moments, limit, writes, order):
    Course.objects.all().delete()
    stay = {make(n, moment).pk for n, moment in enumerate(moments)}
    passing: list[Course] = []
    seen: list[object] = []
    address: str | None = f"/courses?limit={limit}"
    n = len(moments)
    while address:
        page = ask(address, order)
        seen += [row.pk for row in page.rows]
        address = page.next
        for what, moment in writes[:2]:
            if what == "add":
                n += 1
                passing.append(make(n, moment))
            elif passing:
                passing.pop().delete()
        writes = writes[2:]

    assert len(seen) == len(set(seen))
    assert stay <= set(seen)


@given(
    moments=st.lists(MOMENTS, min_size=1, max_size=12),
    limit=st.integers(1, 5),
    changes=st.lists(st.integers(0, 11), max_size=6),
)
@STEADY
def test_who_polls_changes_sees_the_last_state_of_every_row(db, moments, limit, changes):
    Course.objects.all().delete()
    rows = [make(n, moment) for n, moment in enumerate(moments)]
    seen: dict[object, datetime] = {}
    address: str | None = f"/courses?limit={limit}"
    clock = 10
    while address:
        page = ask(address, ("created_at",))
        for row in page.rows:
            # Of one walk a row comes again only with a newer state.
            assert row.pk not in seen or row.created_at > seen[row.pk]
            seen[row.pk] = row.created_at
        address = page.next
        for place in changes[:1]:
            clock += 1
            touch(rows[place % len(rows)], clock)
        changes = changes[1:]
    rest = Course.objects.filter(created_at__gte=max(seen.values()))
    seen |= {row.pk: row.created_at for row in rest}

    assert seen == dict(Course.objects.values_list("pk", "created_at"))


@given(n=st.integers(0, 12), limit=st.integers(1, 5))
@STEADY
def test_turning_back_shows_the_pages_that_were_there(db, n, limit):
    Course.objects.all().delete()
    for number in range(n):
        make(number, number % 3)
    pages = [ask(f"/courses?limit={limit}", ("-created_at",))]
    while pages[-1].next:
        pages.append(ask(pages[-1].next, ("-created_at",)))
    for before, page in zip(pages, pages[1:], strict=False):
        assert page.previous is not None
        assert ask(page.previous, ("-created_at",)).rows == before.rows
    assert pages[0].previous is None


def test_a_thousand_rows_of_one_moment_are_walked_through(db):
    Course.objects.bulk_create(Course(title="t", slug=f"s{n}") for n in range(1200))
    Course.objects.update(created_at=START)
    address, seen = "/courses?limit=200", set()
    while address:
        page = ask(address, ("created_at",))
        seen |= {row.pk for row in page.rows}
        address = page.next
    assert len(seen) == 1200


def test_a_page_is_as_long_as_its_list_allows(db):
    for n in range(5):
        make(n)
    assert len(ask("/courses?limit=999999999999999999999", max_limit=3).rows) == 3
    assert len(ask("/courses", max_limit=2).rows) == 2


def test_a_cursor_is_good_for_its_own_list_only(db):
    for n in range(3):
        make(n)
    address = ask("/courses?limit=1").next
    with pytest.raises(InvalidCursor):
        ask(address, ("title",))
    with pytest.raises(InvalidCursor):
        ask(address[:60] + "x" + address[61:])
    for text in ("", "\x00", "abc", "a:b:c"):
        with pytest.raises(InvalidCursor):
            ask(f"/courses?cursor={text}")
