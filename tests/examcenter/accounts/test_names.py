"""Names that look alike are one, and guesses at one account count together."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection
from django.test import RequestFactory

from examcenter.accounts.models import User
from examcenter.accounts.names import clean_name, username_key
from tests.examcenter.accounts.conftest import PASSWORD


@pytest.mark.parametrize(
    "name", ["ADA", "\uff41\uff44\uff41", "\u1d00da".replace("\u1d00", "A"), "aDa"]
)
def test_nobody_gets_a_name_that_looks_like_anothers(ada, name):
    with pytest.raises(IntegrityError):
        User.objects.create(username=name)


def test_the_sharp_s_and_the_ligature_are_spelled_out():
    assert username_key("Stra\u00dfe\ufb01") == "strassefi"


def test_a_person_signs_in_in_any_capitals_and_widths(ada):
    request = RequestFactory().post("/")
    for name in ("ADA", "\uff41\uff44\uff41", "Ada@Example.ORG"):
        assert authenticate(request, username=name, password=PASSWORD) == ada


def test_a_renamed_person_has_the_key_of_the_new_name(ada):
    ada.username = "Grace"
    ada.save()
    assert User.objects.get(username_key="grace") == ada


def test_bulk_made_people_have_keys(db):
    User.objects.bulk_create([User(username="One"), User(username="Two")])
    assert set(User.objects.values_list("username_key", flat=True)) == {"one", "two"}


def test_guesses_in_many_spellings_are_locked_together(client, ada):
    spellings = ["ada", "ADA", "Ada", "aDa", "\uff41da", "ada@example.org", "ADA@example.org"]
    statuses = [
        client.post("/accounts/sign-in/", {"username": name, "password": f"guess-{n}"}).status_code
        for n, name in enumerate(spellings * 2)
    ]
    assert statuses[:9] == [200] * 9
    assert statuses[-1] == 429


def test_the_migration_tells_old_names_apart_that_look_alike(db):
    fill = importlib.import_module("examcenter.accounts.migrations.0003_fill_username_keys").fill
    first, second = (User.objects.create(username=name) for name in ("one", "two"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET username = 'ONE' WHERE id = %s", [second.pk])
    fill(apps, None)
    keys = dict(User.objects.values_list("username", "username_key"))
    assert keys == {"one": "one", "ONE": f"one#{second.pk}"}
    again = User.objects.get(pk=second.pk)
    again.first_name = "Still saves"
    again.save()
    assert User.objects.get(pk=second.pk).username_key == f"one#{second.pk}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t Lovelace\r\n", "Ada Lovelace"),
        ("\u202eevil\u200b", "evil"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_seen(typed, kept):
    assert clean_name(typed) == kept
