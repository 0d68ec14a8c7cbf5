"""Pages tell times in the zone of the course that they are about; programs get UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from examcenter.courses.models import Course
from examcenter.exams.errors import ExamNotOpen
from examcenter.exams.models import Exam
from examcenter.exams.services import finish_attempt, start_attempt
from tests.examcenter.making import enroll, make_course, make_exam

CLOSES = datetime(2030, 1, 15, 15, 0, tzinfo=UTC)
IN_BERLIN = "16:00:00 CET on 15 January 2030"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def closing(timed):
    Course.objects.filter(pk=timed.course_id).update(time_zone="Europe/Berlin")
    Exam.objects.filter(pk=timed.pk).update(closes_at=CLOSES)
    return Exam.objects.get(pk=timed.pk)


@pytest.fixture
def adas(cast):
    client = Client()
    client.force_login(cast.ada, backend=_BACKEND)
    return client


def text(client, address):
    return client.get(address).content.decode()


@pytest.mark.parametrize("page", ["/exams/{exam}/", "/courses/{course}/"])
def test_a_page_of_a_course_tells_the_clock_of_the_course(closing, adas, page):
    address = page.format(exam=closing.pk, course=closing.course_id)
    assert f"open until {IN_BERLIN}" in text(adas, address)


def test_an_attempt_and_its_result_tell_the_clock_of_the_course(closing, cast, adas):
    now = timezone.now().replace(microsecond=0)
    attempt = start_attempt(user=cast.ada, exam_id=closing.pk, now=now)
    Exam.objects.filter(pk=closing.pk).update(time_limit_s=None)
    attempt.deadline_at = CLOSES
    attempt.save()
    assert "until 16:00:00 CET" in text(adas, f"/attempts/{attempt.pk}/1/")

    ended = finish_attempt(attempt=attempt, now=now + timedelta(minutes=1))
    page = text(adas, f"/attempts/{attempt.pk}/result/")
    zone = ended.finished_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert f"{zone:%H:%M %Z}" in page


def test_courses_of_two_zones_stand_side_by_side_each_with_its_own(closing, cast, adas):
    other = make_course("far")
    Course.objects.filter(pk=other.pk).update(time_zone="America/New_York")
    enroll(other, cast.ada)
    make_exam(Course.objects.get(pk=other.pk), "far", ["one-side"], closes_at=CLOSES)
    page = text(adas, f"/courses/{other.pk}/")
    assert "10:00:00 EST on 15 January 2030" in page
    assert IN_BERLIN in text(adas, f"/courses/{closing.course_id}/")


def test_no_page_keeps_the_zone_of_the_page_before(closing, adas):
    text(adas, f"/exams/{closing.pk}/")
    assert timezone.get_current_timezone_name() == "UTC"
    assert str(ExamNotOpen(opens_at=CLOSES)).endswith("15:00:00 UTC on 15 January 2030.")


def test_programs_get_utc(closing, adas):
    exam = adas.get(f"/api/v1/exams/{closing.pk}").json()
    assert exam["closes_at"] == "2030-01-15T15:00:00Z"
