"""Who somebody is, and signing in by name or by address."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import reverse

from examcenter.accounts.models import User
from tests.examcenter.making import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    user = make_user("ada")
    user.set_password("convolve-ada")
    user.save()
    return user


def sign_in(name, password="convolve-ada"):
    return authenticate(RequestFactory().post("/"), username=name, password=password)


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "Ada@Example.org"])
def test_name_and_address_both_sign_in(ada, name):
    assert sign_in(name) == ada


@pytest.mark.parametrize("name", ["ada@example.com", "@", "ben", ""])
def test_other_names_do_not(ada, name):
    assert sign_in(name) is None


def test_a_wrong_password_does_not(ada):
    assert sign_in("ada@example.org", "wrong") is None


def test_a_closed_account_does_not_sign_in_by_address(ada):
    ada.is_active = False
    ada.save()

    assert sign_in("ada@example.org") is None


def test_two_people_cannot_share_an_address_whatever_its_capitals(ada):
    with pytest.raises(IntegrityError):
        User.objects.create(username="other", email="ADA@example.org")


def test_people_without_an_address_are_many():
    User.objects.create(username="one")
    User.objects.create(username="two")

    assert sign_in("@") is None


def test_the_public_id_is_not_the_row_number(ada):
    assert str(ada.pk) != str(ada.public_id)
    assert ada.display_name == "ada"


@pytest.mark.parametrize(("name", "field"), [("ada", "password"), ("", "username")])
def test_after_a_mistake_one_types_where_something_is_to_be_typed(client, ada, name, field):
    page = client.post(reverse("accounts:sign_in"), {"username": name, "password": "wrong"})
    (focused,) = re.findall(r"<input[^>]* autofocus[^>]*>", page.content.decode())

    assert f'name="{field}"' in focused
