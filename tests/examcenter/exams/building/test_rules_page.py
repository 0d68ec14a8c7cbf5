"""The page of an exam's rules: people's units, errors at their fields, running attempts follow."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from examcenter.exams.building.definition import define_exam
from examcenter.exams.models import Exam
from examcenter.exams.services import start_attempt
from tests.examcenter.exams.building.conftest import DEFINITION
from tests.examcenter.tokens import bearer_of

HTMX = {"HX-Request": "true"}


def link(name, exam):
    return reverse(f"exams:{name}", args=[exam.pk])


def rules_form(**typed):
    """Return the least form of the rules."""
    least = {"title": "Midterm", "kind": "exam", "feedback": "after", "release": "closing"}
    return {**least, **typed}


def test_rules_are_typed_in_peoples_units_and_in_the_zone_of_the_course(draft, tess, cast):
    cast.course.time_zone = "Europe/Zurich"
    cast.course.save()
    form = rules_form(
        opens_at="2027-06-01T14:00",
        closes_at="2027-06-01T16:00",
        time_limit="90",
        late_until_at="2027-06-01T17:00",
        late_percent="50",
        penalty_percent="10",
        max_tries="3",
        networks="192.0.2.7/24, 2001:db8::/32",
        show_score_after="on",
        show_key_released="on",
    )
    assert tess.post(link("build_rules", draft), form).status_code == 302
    draft.refresh_from_db()
    assert draft.opens_at.isoformat() == "2027-06-01T12:00:00+00:00"
    assert (draft.time_limit_s, draft.late_factor, draft.try_penalty) == (5400, 0.5, 0.1)
    assert draft.networks == ["192.0.2.0/24", "2001:db8::/32"]
    # Who is told the key knows whether the answer was right.
    released = ["correctness", "key"]
    assert draft.review == {"format": 1, "during": [], "after": ["score"], "released": released}
    html = tess.get(link("build_rules", draft)).content.decode()
    assert 'value="2027-06-01T14:00"' in html
    assert "Europe/Zurich" in html


def test_a_form_that_comes_back_is_the_form_that_was_sent(draft, tess):
    """Saving what the page shows changes nothing: every rule survives the form."""
    page = tess.get(link("build_rules", draft))
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    assert tess.post(link("build_rules", draft), sent).status_code == 302
    before = DEFINITION.rules.to_json()
    after = define_exam(Exam.objects.get(pk=draft.pk)).rules.to_json()
    # The policy is written out where it was the usual one.
    assert {**before, "review": None} == {**after, "review": None}


WRONG = [
    ({"title": ""}, "title", "Give the exam a title."),
    ({"opens_at": "tomorrow"}, "opens_at", "Write a day and a time"),
    (
        {"opens_at": "2027-06-01T14:00", "closes_at": "2027-06-01T13:00"},
        "closes_at",
        "before it opens",
    ),
    ({"late_until_at": "2027-06-01T13:00"}, "late_until_at", "when the exam closes"),
    ({"networks": "192.0.2.0/24\nthe lab"}, "networks", "is no network"),
    ({"time_limit": "0"}, "time_limit", "not below 1"),
    ({"penalty_percent": "101"}, "penalty_percent", "not above 100"),
    ({"max_tries": "many"}, "max_tries", "Write a number."),
    ({"kind": "riddle"}, "kind", "riddle"),
    # The hour that summer time leaves out.
    ({"opens_at": "2027-03-28T02:30"}, "opens_at", "there is no 02:30"),
    # The hour that comes twice when it ends.
    ({"opens_at": "2027-10-31T02:30"}, "opens_at", "02:30 comes twice"),
]


@pytest.mark.parametrize(("typed", "field", "words"), WRONG)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    draft, tess, cast, typed, field, words
):
    cast.course.time_zone = "Europe/Zurich"
    cast.course.save()
    reply = tess.post(link("build_rules", draft), rules_form(intro="**Hello**", **typed))
    assert reply.status_code == 400
    html = reply.content.decode()
    error = re.search(rf'id="id_{field}_error">.*?</p>', html, re.DOTALL)
    assert error and words in error[0]
    assert f'aria-errormessage="id_{field}_error"' in html
    assert f'href="#id_{field}"' in html
    assert "**Hello**" in html
    draft.refresh_from_db()
    assert draft.intro == ""


def test_a_preview_of_the_introduction_is_sanitised(draft, tess):
    reply = tess.post(
        link("build_intro", draft), {"intro": "**Bring** <script>alert(1)</script>"}, headers=HTMX
    )
    assert "<strong>Bring</strong>" in reply.content.decode()
    assert "<script>" not in reply.content.decode()


def test_running_attempts_follow_the_rules_and_lose_no_time(draft, tess, cast):
    now = timezone.now()
    Exam.objects.filter(pk=draft.pk).update(published_at=now, time_limit_s=3600)
    attempt = start_attempt(user=cast.ada, exam_id=draft.pk, now=now)
    longer = tess.post(link("build_rules", draft), rules_form(time_limit="90"), follow=True)
    attempt.refresh_from_db()
    assert attempt.deadline_at == now + timedelta(minutes=90)
    assert "1 running attempt has more time now" in longer.content.decode()
    shorter = tess.post(link("build_rules", draft), rules_form(time_limit="10"), follow=True)
    attempt.refresh_from_db()
    assert attempt.deadline_at == now + timedelta(minutes=90)
    assert "keeps the time that it had" in shorter.content.decode()


def test_rules_that_break_an_exam_that_students_see_are_not_taken(draft, tess, cast, client):
    Exam.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    form = rules_form(networks="10.0.0.0/8\n0.0.0.0/32", planned_points="10", intro="**Typed**")
    reply = tess.post(link("build_rules", draft), form)
    html = reply.content.decode()
    assert reply.status_code == 400
    error = re.search(r'id="id_networks_error">.*?</p>', html, re.DOTALL)
    assert error and "includes no computer" in error[0] and "**Typed**" in html
    draft.refresh_from_db()
    assert (draft.networks, draft.intro) == ([], "")

    refused = client.patch(
        f"/api/v1/exams/{draft.pk}",
        {"networks": ["0.0.0.0/32"]},
        content_type="application/json",
        headers={"Authorization": bearer_of(cast.tess), "If-Match": "*"},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "rules_break_exam")
    assert "includes no computer" in refused.json()["detail"]
    # What was wrong before is no reason against another change, and closing is no mistake.
    Exam.objects.filter(pk=draft.pk).update(networks=["0.0.0.0/32"])
    past = rules_form(networks="0.0.0.0/32", closes_at="2020-06-01T14:00", max_tries="3")
    assert tess.post(link("build_rules", draft), past).status_code == 302
