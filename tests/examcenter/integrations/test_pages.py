"""The pages on which teachers make programs, and see and revoke their tokens."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from examcenter.courses.models import Enrollment
from examcenter.courses.roster.exporting import export_roster
from examcenter.exams.models import AuditEntry
from examcenter.integrations.models import AccessToken, Integration
from tests.examcenter.making import enroll, make_course, make_user
from tests.examcenter.tokens import make_program

FORM = {"name": "Campus", "scopes": ["courses:read", "grades:read"], "days": "30"}


@pytest.fixture
def tess(cast):
    client = Client()
    client.force_login(cast.tess, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def url(cast):
    return f"/courses/{cast.course.pk}/programs/"


def test_a_token_is_shown_once_and_works(tess, url, client):
    made = tess.post(url, FORM)
    (text,) = re.findall(r"ect_[a-z0-9]{8}_[\w-]{43}", made.content.decode())
    assert "no-store" in made["Cache-Control"]
    header = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/tokens", headers=header).status_code == 200
    page = tess.get(url).content.decode()
    assert text not in page and text[:12] in page
    assert "courses:read, grades:read" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Give the program a name."),
        ({"scopes": []}, "Choose at least one thing that it may do."),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"scopes": ["root"]}, "root is not one of the available choices"),
    ],
)
def test_a_form_that_cannot_be_taken_keeps_what_was_chosen(tess, url, change, words):
    refused = tess.post(url, FORM | change)

    assert refused.status_code == 400
    assert words in refused.content.decode()
    assert not Integration.objects.exists()


def test_a_name_that_is_taken_is_said_so(tess, url):
    tess.post(url, FORM)
    assert "is there already" in tess.post(url, FORM).content.decode()


def test_a_further_token_leaves_the_first_until_that_is_revoked(tess, url, client):
    tess.post(url, FORM)
    program = Integration.objects.get()
    first = AccessToken.objects.get()
    page = tess.post(f"{url}{program.pk}/token/", {"scopes": ["courses:read"], "days": "9"})
    (text,) = re.findall(r"ect_[a-z0-9]{8}_[\w-]{43}", page.content.decode())
    revoked = tess.post(f"{url}{program.pk}/tokens/{first.pk}/revoke/", follow=True)
    assert f"The token {first.prefix} is revoked." in revoked.content.decode()
    first.refresh_from_db()
    assert first.revoked_at
    header = {"Authorization": f"Bearer {text}"}
    assert client.get("/api/v1/tokens", headers=header).status_code == 200
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-3:] == ["token-made", "token-made", "token-revoked"]


def test_sending_it_away_ends_it(tess, url):
    tess.post(url, FORM)
    program = Integration.objects.get()
    page = tess.post(f"{url}{program.pk}/remove/", follow=True).content.decode()
    assert "Campus can do nothing here any more." in page
    assert not Enrollment.objects.filter(role="program").exists()


def test_programs_of_other_courses_are_not_there(tess, url, cast):
    other, _ = make_program(make_course("other"))
    token = other.tokens.get()
    for path in ("token/", "remove/", f"tokens/{token.pk}/revoke/"):
        assert tess.post(f"{url}{other.pk}/{path}", FORM).status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


def test_a_program_stands_among_the_people_and_changes_only_on_its_own_page(tess, url, cast):
    make_program(cast.course)
    place = Enrollment.objects.get(role="program")
    people = f"/courses/{cast.course.pk}/people/"
    assert "campus" in tess.get(f"{people}?role=program").content.decode()
    for form in ({"role": "teacher"}, {"role": "owner"}):
        tess.post(f"{people}{place.pk}/", form)
    tess.post(f"{people}{place.pk}/remove/")
    tess.post(f"{people}{Enrollment.objects.get(user=cast.ben).pk}/", {"role": "program"})
    assert Enrollment.objects.get(role="program") == place
    assert tess.post(f"{people}{place.pk}/invitation/").status_code == 409
    assert "campus" not in "".join(export_roster(cast.course))


def test_times_are_those_of_the_course(tess, url, cast, now):
    program, _ = make_program(cast.course)
    # Half past eleven at night in UTC is the next day in Berlin.
    late = now.replace(hour=23, minute=30)
    program.tokens.update(last_used_at=late)
    cast.course.time_zone = "Europe/Berlin"
    cast.course.save()
    page = tess.get(url).content.decode()
    assert "23 November 2026, 00:30 CET" in page


@pytest.fixture
def olga(cast):
    """Return the browser of the course's owner."""
    user = make_user("olga")
    enroll(cast.course, user, Enrollment.Role.OWNER)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_owner_sees_what_a_program_of_the_site_could_do_and_lets_it_in(olga, tess, url):
    program, _ = make_program(None, ["grades:read"], name="Registry")
    admit, remove = f"{url}{program.pk}/admit/", f"{url}{program.pk}/remove/"
    page = olga.get(url).content.decode()
    assert "Read grades and statistics." in page and "Let Registry in" in page
    others = tess.get(url).content.decode()
    assert "Registry" in others and "Let Registry in" not in others
    assert tess.post(admit).status_code == 403
    let_in = olga.post(admit, follow=True).content.decode()
    assert "Registry works here now." in let_in and "Send Registry away" in let_in
    assert "Let Registry in" not in let_in
    assert "Send Registry away" not in tess.get(url).content.decode()
    assert tess.post(remove).status_code == 403
    assert Enrollment.objects.filter(user=program.user).exists()
    gone = olga.post(remove, follow=True).content.decode()
    assert "Registry can do nothing here any more." in gone and "Let Registry in" in gone
    program.refresh_from_db()
    assert program.revoked_at is None
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions)[-2:] == ["program-admitted", "program-dismissed"]
