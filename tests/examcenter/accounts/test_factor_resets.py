"""Turning off the second factor of somebody who has lost it: who may, with what proof and trace."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from examcenter.accounts.errors import TooManyFactorResets
from examcenter.accounts.factor_resets import MOST_A_DAY, may_reset, reset_factor
from examcenter.accounts.models import FactorReset, User
from examcenter.accounts.second_factor import make_recovery_codes
from examcenter.accounts.tasks import send_factor_notices
from examcenter.courses.models import Enrollment
from examcenter.exams.models import AuditEntry
from tests.examcenter.making import enroll, make_course, make_user
from tests.examcenter.tokens import bearer_of

PASSWORD = "quite a long password"
BACKEND = "django.contrib.auth.backends.ModelBackend"
REASON = "She came to my office with her card."
ROLES = Enrollment.Role


def give_factor(user: User) -> None:
    TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    make_recovery_codes(user)
    User.objects.filter(pk=user.pk).update(second_factor_at=timezone.now())
    user.refresh_from_db()


@pytest.fixture
def olga(cast):
    """The owner of the course, with a password."""
    user = make_user("olga")
    user.set_password(PASSWORD)
    user.save()
    enroll(cast.course, user, ROLES.OWNER)
    return user


@pytest.fixture
def ada(cast):
    """A student whose account was made for the course, with a second factor."""
    Enrollment.objects.filter(user=cast.ada).update(made_account=True)
    give_factor(cast.ada)
    return cast.ada


@pytest.fixture
def sits(olga):
    client = Client()
    client.force_login(olga, backend=BACKEND)
    return client


def address(person: User) -> str:
    return reverse("accounts:reset_second_factor", args=[person.public_id])


def ask(client: Client, person: User, **changes: Any) -> Any:
    form = {"reason": REASON, "password": PASSWORD, **changes}
    return client.post(address(person), form)


def test_an_owner_turns_it_off_with_password_and_reason_and_everything_tells_of_it(
    sits, olga, ada, settings
):
    settings.HAS_MAIL = True
    header = bearer_of(ada)
    hers = Client()
    hers.force_login(ada, backend=BACKEND)
    assert ask(sits, ada).status_code == 302
    ada.refresh_from_db()
    assert ada.second_factor_at is None
    assert not TOTPDevice.objects.filter(user=ada).exists()
    assert not StaticDevice.objects.filter(user=ada).exists()
    assert Client(headers={"Authorization": header}).get("/api/v1/courses").status_code == 401
    assert hers.get("/").status_code == 302
    entry = AuditEntry.objects.get(action="second-factor-reset")
    assert (entry.actor, entry.data["user"]) == (olga, str(ada.public_id))
    assert entry.data["reason"] == REASON
    send_factor_notices()
    send_factor_notices()
    (message,) = mail.outbox
    assert message.to == [ada.email]
    assert "olga" in message.body and REASON in message.body
    hers.force_login(ada, backend=BACKEND)
    shown = hers.get(reverse("accounts:account")).content.decode()
    assert "olga did it on" in shown and REASON in shown


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"password": "another one"}, 400), ({"password": ""}, 400), ({"reason": "x"}, 400)],
)
def test_without_password_or_reason_nothing_happens(sits, ada, changes, status):
    assert ask(sits, ada, **changes).status_code == status
    ada.refresh_from_db()
    assert ada.second_factor_at is not None
    assert not FactorReset.objects.exists()


def test_guessing_the_password_there_locks_as_signing_in_does(sits, ada, settings):
    replies = [
        ask(sits, ada, password="no").status_code for _ in range(settings.AXES_FAILURE_LIMIT)
    ]
    assert replies[-1] == 429
    assert ask(sits, ada).status_code == 429
    ada.refresh_from_db()
    assert ada.second_factor_at is not None


def test_who_has_a_second_factor_types_a_code_of_it(sits, olga, ada):
    give_factor(olga)
    code = make_recovery_codes(olga)[0]
    session = sits.session
    session["otp_device_id"] = StaticDevice.objects.get(user=olga).persistent_id
    session.save()
    assert ask(sits, ada, code="000000").status_code == 401
    assert ask(sits, ada).status_code == 400
    assert ask(sits, ada, code=code).status_code == 302


def elsewhere(person: User, role: str = ROLES.STUDENT) -> None:
    enroll(make_course("elsewhere"), person, ROLES(role))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ada: elsewhere(ada),
        lambda ada: elsewhere(ada, ROLES.TEACHER),
        lambda ada: Enrollment.objects.filter(user=ada).update(made_account=False),
        lambda ada: Enrollment.objects.filter(user=ada).update(role=ROLES.OWNER),
        lambda ada: User.objects.filter(pk=ada.pk).update(is_staff=True),
        lambda ada: User.objects.filter(pk=ada.pk).update(is_superuser=True),
        lambda ada: Enrollment.objects.filter(user=ada).delete(),
    ],
    ids=["other course", "teaches", "not made here", "owner", "staff", "superuser", "gone"],
)
def test_an_account_that_others_rely_on_is_not_an_owners(sits, ada, spoil):
    spoil(ada)
    assert sits.get(address(ada)).status_code == 404
    assert ask(sits, ada).status_code == 404
    ada.refresh_from_db()
    assert ada.second_factor_at is not None


def test_a_course_of_ones_own_making_gives_no_hold_on_an_account(ada, cast):
    mallory = make_user("mallory")
    own = make_course("trap")
    enroll(own, mallory, ROLES.OWNER)
    enroll(own, ada)
    assert not may_reset(mallory, ada)
    Enrollment.objects.filter(user=ada).exclude(course=own).delete()
    assert not may_reset(mallory, ada)


@pytest.mark.parametrize("role", [ROLES.TEACHER, ROLES.ASSISTANT, ROLES.STUDENT])
def test_nobody_else_in_the_course_may(sits, olga, ada, cast, role):
    enroll(cast.course, make_user("second-owner"), ROLES.OWNER)
    Enrollment.objects.filter(user=olga).update(role=role)
    assert ask(sits, ada).status_code == 404


def test_nobody_does_it_to_themselves(olga, cast):
    assert not may_reset(olga, olga)


def test_who_runs_the_service_may_for_everybody_but_themselves(olga, ada):
    admin = make_user("admin")
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    admin.refresh_from_db()
    elsewhere(ada, ROLES.OWNER)
    assert may_reset(admin, ada)
    assert may_reset(admin, olga)
    assert not may_reset(admin, admin)


def test_a_flood_is_stopped_within_a_day(olga, cast):
    now = timezone.now()
    people = [make_user(f"lost-{number}") for number in range(MOST_A_DAY + 1)]
    for person in people:
        place = enroll(cast.course, person)
        Enrollment.objects.filter(pk=place.pk).update(made_account=True)
        give_factor(person)
    for person in people[:-1]:
        reset_factor(actor=olga, person=person, reason=REASON, now=now)
    with pytest.raises(TooManyFactorResets):
        reset_factor(actor=olga, person=people[-1], reason=REASON, now=now)
    reset_factor(actor=olga, person=people[-1], reason=REASON, now=now + timedelta(days=2))


def test_the_page_of_a_person_leads_there_only_for_whom_it_works(sits, ada, cast):
    place = Enrollment.objects.get(user=ada)
    page = reverse("courses:person", args=[cast.course.pk, place.pk])
    assert address(ada) in sits.get(page).content.decode()
    tess = Client()
    tess.force_login(cast.tess, backend=BACKEND)
    assert address(ada) not in tess.get(page).content.decode()


def test_without_a_mail_server_the_account_page_tells_and_nothing_is_lost(sits, ada, settings):
    settings.HAS_MAIL = False
    ask(sits, ada)
    send_factor_notices()
    assert mail.outbox == []
    assert FactorReset.objects.get().told_at is None
