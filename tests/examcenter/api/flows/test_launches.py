"""One-time addresses: they open one exam for one student, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams.launching import middleware
from examcenter.exams.models import Attempt, AuditEntry, Launch
from tests.examcenter.api.flows.conftest import API, sit
from tests.examcenter.making import enroll, make_course, make_exam
from tests.examcenter.matrix import MATRIX

ADA = {"student": {"username": "ada"}}


@pytest.fixture
def launch(campus, practice):
    """Return a maker of addresses for Ada."""

    def make() -> str:
        made = campus.post(f"{API}/exams/{practice.pk}/launches", ADA)
        assert made.status_code == 201
        return str(made.json()["url"]).removeprefix("http://testserver")

    return make


@pytest.fixture
def browser(launch):
    """A browser in which an address was opened."""
    client, address = Client(), launch()
    client.get(address)
    client.post(address)
    return client


def test_an_address_opens_the_exam_for_its_student(launch, practice, cast):
    client, address = Client(), launch()
    asked = client.get(address)
    assert asked.status_code == 200 and "no-store" in asked["Cache-Control"]
    assert Launch.objects.get().used_at is None, "looking at it must not use it up"
    opened = client.post(address, follow=True)

    assert opened.redirect_chain[-1][0] == reverse("exams:exam", args=[practice.pk])
    assert opened.context["request"].user == cast.ada
    client.post(reverse("exams:start", args=[practice.pk]))
    attempt = Attempt.objects.get(user=cast.ada)
    answer = reverse("exams:save", args=[attempt.pk, 1])
    assert client.post(answer, {"answer-answer": "7"}).status_code in (200, 302)
    assert client.get(reverse("exams:question", args=[attempt.pk, 1])).status_code == 200


def test_it_works_once(launch):
    address = launch()
    Client().post(address)
    second = Client()

    assert second.get(address).status_code == second.post(address).status_code == 410
    assert "sessionid" not in second.cookies


def test_it_works_for_five_minutes(launch):
    address = launch()
    Launch.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().post(address).status_code == 410
    assert Client().post("/launch/made-up/").status_code == 410


def test_of_its_secret_only_a_hash_is_kept(launch):
    secret = launch().strip("/").rsplit("/", 1)[1]
    row = Launch.objects.values().get()

    assert len(secret) >= 43 and secret not in str(row)
    assert secret not in str(list(AuditEntry.objects.values()))


def test_its_making_and_its_use_are_on_record(browser, cast):
    made = AuditEntry.objects.get(action="launch-made")
    used = AuditEntry.objects.get(action="launch-used")

    assert made.actor.username.startswith("program") and used.actor == cast.ada
    assert made.data["user"] == cast.ada.pk


def test_the_session_reaches_nothing_but_the_exam(browser, cast, practice, bank):
    other = make_exam(cast.course, "other", ["one-side"])
    foreign = sit(other, cast.ada, is_finished=False)
    home = reverse("exams:exam", args=[practice.pk])
    closed = [
        reverse("courses:home"),
        reverse("courses:course", args=[cast.course.pk]),
        reverse("accounts:account"),
        reverse("accounts:change_password"),
        reverse("practice:desk"),
        reverse("exams:exam", args=[other.pk]),
        reverse("exams:question", args=[foreign.pk, 1]),
        reverse("exams:result", args=[foreign.pk]),
    ]

    for address in closed:
        for send in (browser.get, browser.post):
            answer = send(address)
            assert (answer.status_code, answer.headers.get("Location")) == (302, home), address
    refused = browser.get(f"{API}/courses")
    assert (refused.status_code, refused.json()["code"]) == (403, "launched_session")
    saved = browser.post(
        reverse("exams:save", args=[foreign.pk, 1]), HTTP_ACCEPT="application/json"
    )
    assert saved.status_code == 403


def test_every_route_is_closed_to_it_but_those_of_the_exam(browser):
    routes = {key.partition(" (")[0] for key in MATRIX}
    named = middleware._OF_EXAM | middleware._OF_ATTEMPT | middleware._OPEN

    assert named <= routes, "these are no routes"
    teaching = ("build", "gradebook", "room", "accommodation", "export", "publish", "delete")
    assert not [name for name in named if any(word in name for word in teaching)]


def test_who_has_signed_in_stays_signed_in_and_others_do_not(launch, cast, practice):
    own, other = Client(), Client()
    own.force_login(cast.ada)
    other.force_login(cast.tess)
    own.post(launch())
    other.post(launch())

    assert own.get(reverse("accounts:account")).status_code == 200
    refused = other.get(reverse("courses:people", args=[cast.course.pk]))
    assert refused["Location"] == reverse("exams:exam", args=[practice.pk])


def test_it_is_no_sign_in_so_an_invitation_stays_good(browser, cast):
    assert User.objects.get(pk=cast.ada.pk).last_login is None


def test_signing_out_ends_it(browser):
    browser.post(reverse("accounts:sign_out"))

    assert "/accounts/sign-in/" in browser.get(reverse("courses:home"))["Location"]


@pytest.mark.parametrize(
    "more",
    [
        lambda ada: User.objects.filter(pk=ada.pk).update(is_staff=True),
        lambda ada: User.objects.filter(pk=ada.pk).update(is_superuser=True),
        lambda ada: User.objects.filter(pk=ada.pk).update(second_factor_at=timezone.now()),
        lambda ada: User.objects.filter(pk=ada.pk).update(is_active=False),
        lambda ada: enroll(make_course("other"), ada, Enrollment.Role.ASSISTANT),
        lambda ada: Enrollment.objects.filter(user=ada).update(role="assistant"),
    ],
    ids=["staff", "superuser", "second factor", "closed", "helps elsewhere", "helps here"],
)
def test_it_is_for_students_and_nobody_who_is_more(campus, launch, cast, practice, more):
    address = launch()
    more(cast.ada)
    made = campus.post(f"{API}/exams/{practice.pk}/launches", ADA)

    assert made.status_code == 403
    # Nor does one work that was made a minute before.
    opened = Client()
    assert opened.post(address).status_code in (403, 410)
    assert "sessionid" not in opened.cookies


def test_only_programs_make_them(tess, ada, cast, practice):
    for client in (tess, ada):
        refused = client.post(f"{API}/exams/{practice.pk}/launches", ADA)
        assert (refused.status_code, refused.json()["code"]) == (403, "programs_only")


def test_no_page_of_it_leads_to_a_closed_door(browser, cast, practice):
    browser.post(reverse("exams:start", args=[practice.pk]))
    attempt = Attempt.objects.get(user=cast.ada)
    pages = {
        reverse("exams:exam", args=[practice.pk]),
        reverse("exams:question", args=[attempt.pk, 1]),
        reverse("exams:finish", args=[attempt.pk]),
    }
    texts = [browser.get(page).content.decode() for page in sorted(pages)]
    browser.post(reverse("exams:finish", args=[attempt.pk]))
    for name in ("result", "receipt"):
        texts.append(browser.get(reverse(f"exams:{name}", args=[attempt.pk])).content.decode())

    links = {link for text in texts for link in re.findall(r'<a [^>]*href="(/[^"#]*)', text)}
    home = reverse("exams:exam", args=[practice.pk])
    closed = {link for link in links if browser.get(link).headers.get("Location") == home}
    # The mark at the top leads to the exam: that is the front page of such a session.
    assert closed == {reverse("courses:home")}


def test_a_reader_may_choose_another_language_in_it(browser):
    chosen = browser.post(reverse("accounts:language"), {"language": "de", "next": "/healthz"})

    assert chosen["Location"] == "/healthz"
    assert chosen.cookies["language"].value == "de"


def test_who_would_be_signed_out_by_it_is_told(launch, cast):
    client = Client()
    client.force_login(cast.tess)
    asked = client.get(launch()).content.decode()

    assert "tess is signed in here now" in asked
    assert "is signed in here now" not in Client().get(launch()).content.decode()
