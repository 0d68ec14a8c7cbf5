"""Everybody reads the clock of their course, on every page and in every language."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from examcenter.clocks import clock_text, time_words, zone_named
from examcenter.courses.models import Course
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.services import check_response, finish_attempt, start_attempt
from examcenter.templatetags.moments import at, at_words, timed
from tests.examcenter.making import keys_as_text, make_exam

# Half past two in the night in Berlin; the clocks are put back that night, half an hour later.
BEFORE = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 23, 2, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("UTC", MIDNIGHT, "02:00:05 UTC on 23 November 2026"),
        ("Europe/Berlin", MIDNIGHT, "03:00:05 CET on 23 November 2026"),
        ("America/New_York", MIDNIGHT, "21:00:05 EST on 22 November 2026"),
        ("America/Sao_Paulo", MIDNIGHT, "23:00:05 UTC-03 on 22 November 2026"),
        ("Asia/Kathmandu", MIDNIGHT, "07:45:05 UTC+0545 on 23 November 2026"),
        ("Europe/Berlin", BEFORE, "02:30 CEST on 25 October 2026"),
        ("Europe/Berlin", BEFORE + timedelta(hours=1), "02:30 CET on 25 October 2026"),
        ("Mars/Olympus", BEFORE, "00:30 UTC on 25 October 2026"),
    ],
)
def test_a_moment_is_told_in_a_zone_and_says_which(zone, moment, words):
    with timezone.override(zone_named(zone)):
        assert clock_text(moment) == words


def test_germans_call_their_zone_by_its_own_name():
    with timezone.override(zone_named("Europe/Berlin")), translation.override("de"):
        assert clock_text(BEFORE) == "02:30 MESZ am 25. Oktober 2026"
        assert time_words(timezone.localtime(MIDNIGHT)) == "03:00:05 MEZ"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("long", "22 November 2026, 21:00 EST"),
        ("exact", "22 November 2026, 21:00:05 EST"),
        ("proof", "22 November 2026, 21:00:05 EST (23 November 2026, 02:00:05 UTC)"),
        ("short", "22 Nov 2026, 21:00:05 EST"),
        ("brief", "22 Nov 2026, 21:00 EST"),
        ("day", "22 November 2026"),
        ("zoned", "21:00:05 EST"),
        ("clock", "21:00:05"),
    ],
)
def test_each_form_of_a_moment_is_local_and_machines_read_utc(form, words):
    with timezone.override(zone_named("America/New_York")):
        assert at_words(MIDNIGHT, form) == words
        assert at(MIDNIGHT, form) == f'<time datetime="2026-11-23T02:00:05Z">{words}</time>'


def test_a_proof_says_utc_once():
    assert at_words(MIDNIGHT, "proof") == "23 November 2026, 02:00:05 UTC"
    with timezone.override(zone_named("Europe/Berlin")):
        assert at_words(MIDNIGHT, "proof").endswith("03:00:05 CET (02:00:05 UTC)")


def _in_new_york(exam: Exam) -> None:
    Course.objects.filter(pk=exam.course_id).update(time_zone="America/New_York")


def _signed_in(user) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    return client


def _finished(cast, now: datetime) -> Attempt:
    exam = make_exam(cast.course, "night", ["one-side"])
    _in_new_york(exam)
    attempt = start_attempt(user=cast.ada, exam_id=exam.pk, now=now)
    answers = keys_as_text(attempt, 1)
    check_response(attempt=attempt, number=1, answers=answers, now=now)
    finish_attempt(attempt=attempt, now=now)
    return attempt


def test_every_page_of_an_exam_is_read_by_its_course(cast, bank):
    attempt = _finished(cast, MIDNIGHT)
    ada, tess = _signed_in(cast.ada), _signed_in(cast.tess)
    pages = {
        "exam": ada.get(reverse("exams:exam", args=[attempt.exam_id])),
        "question": ada.get(reverse("exams:question", args=[attempt.pk, 1])),
        "result": ada.get(reverse("exams:result", args=[attempt.pk])),
        "receipt": ada.get(reverse("exams:receipt", args=[attempt.pk])),
        "log": tess.get(reverse("exams:audit_log", args=[cast.course.pk])),
        "response": tess.get(
            reverse("exams:gradebook_response", args=[attempt.exam_id, attempt.pk, 1])
        ),
    }
    for name, page in pages.items():
        text = page.content.decode()
        assert "EST" in text, name
        assert not re.search(r"02:00(?!:05 UTC\))", re.sub(r'="[^"]*"', "", text)), name
        assert 'data-zone="America/New_York"' in text, name
        assert "Times: America/New_York" in text, name


def test_the_moment_in_a_sentence_is_one_for_machines(cast, practice):
    _in_new_york(practice)
    closes = timezone.now().replace(second=5, microsecond=0) + timedelta(days=1)
    Exam.objects.filter(pk=practice.pk).update(closes_at=closes)
    text = _signed_in(cast.ada).get(reverse("exams:exam", args=[practice.pk])).content.decode()

    assert re.search(
        rf'open until <time datetime="{closes:%Y-%m-%dT%H:%M:05}Z">\d\d:\d\d:05 E', text
    )
    assert timed("as long as you <like>", None) == "as long as you <like>"


def test_a_receipt_says_each_hashed_moment_in_utc_as_well(cast, bank):
    attempt = _finished(cast, MIDNIGHT)
    text = _signed_in(cast.ada).get(reverse("exams:receipt", args=[attempt.pk])).content.decode()

    assert ">22 November 2026, 21:00:05 EST (23 November 2026, 02:00:05 UTC)</time>" in text


def test_a_refusal_is_told_by_the_clock_of_the_course_to_scripts_as_well(cast, bank):
    attempt = _finished(cast, MIDNIGHT)
    ada = _signed_in(cast.ada)
    answers = {"answer-side": "3", "sequence": "1"}
    refused = ada.post(
        reverse("exams:save", args=[attempt.pk, 1]), answers, headers={"accept": "application/json"}
    )

    assert refused.status_code == 409
    assert "21:00:05 EST on 22 November 2026" in refused.json()["detail"]


def test_a_course_in_another_zone_leaves_no_clock_behind(cast, practice):
    _in_new_york(practice)
    ada = _signed_in(cast.ada)
    assert (
        "Times: America/New_York"
        in ada.get(reverse("exams:exam", args=[practice.pk])).content.decode()
    )

    account = ada.get(reverse("accounts:account")).content.decode()
    assert "Times:" not in account
    assert "data-zone" not in account
    assert timezone.get_current_timezone_name() == "UTC"


def test_programs_read_utc_whatever_the_course(cast, practice):
    _in_new_york(practice)
    Exam.objects.filter(pk=practice.pk).update(opens_at=timezone.now() + timedelta(days=1))
    ada = _signed_in(cast.ada)
    answer = ada.get(reverse("api:exam", args=[practice.pk])).json()

    assert answer["opens_at"].endswith("Z")
    start = reverse("api:exam_attempts", args=[practice.pk])
    refused = ada.post(start, {}, content_type="application/json")
    assert refused.status_code == 403
    assert " UTC on " in refused.json()["detail"]


def test_templates_show_moments_by_the_tags_only():
    """What a filter of Django's writes has no zone; machines may read it."""
    shown = re.compile(r"\|\s*(?:date|time):(?!'c'|'U'|'Y-m-d|\"(?:SHORT_)?DATE_FORMAT\")")
    templates = (settings.BASE_DIR / "templates").rglob("*.*")
    found = [str(path) for path in templates if shown.search(path.read_text())]

    assert found == []
