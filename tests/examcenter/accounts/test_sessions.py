"""A session's row names its person, is read with them, and is never better than the person is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.accounts.models import Session, User
from examcenter.accounts.sessions import SessionStore
from tests.examcenter.making import make_user

pytestmark = pytest.mark.django_db

BEFORE = ("accounts", "0006_factor_reset")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def ada() -> User:
    return make_user("ada")


@pytest.fixture
def browser(ada: User) -> Client:
    """A browser in which Ada is signed in."""
    return signed_in(ada)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def who(client: Client) -> str:
    """Return whose front page a browser is shown; nobody's is the sign-in page."""
    user = client.get("/").wsgi_request.user
    return str(user.get_username())


def test_session_and_person_are_one_query(browser, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        browser.get("/healthz")
    assert "accounts_session" in queries.captured_queries[0]["sql"]
    assert "accounts_user" in queries.captured_queries[0]["sql"]


def test_the_row_follows_who_is_signed_in(ada, browser):
    ben = make_user("ben")
    assert Session.objects.get().user == ada
    browser.force_login(ben, backend=BACKEND)
    assert Session.objects.get().user == ben
    assert who(browser) == "ben"
    browser.post(reverse("accounts:sign_out"))
    assert not Session.objects.exists()
    assert who(browser) == ""


def test_a_session_of_nobody_names_nobody():
    store = SessionStore()
    store["language"] = "de"
    store.save()
    assert Session.objects.get().user is None
    client = Client()
    client.cookies[configured.SESSION_COOKIE_NAME] = str(store.session_key)
    assert who(client) == ""


def test_what_the_session_holds_counts_and_not_what_its_row_says(ada, browser):
    ben = make_user("ben")
    # As accounts have that nobody has signed in to yet; a session's hash is of nothing else.
    User.objects.filter(pk=ben.pk).update(password=ada.password)
    # The data is signed and the column is not: it only saves a query.
    Session.objects.update(user=ben)
    assert who(browser) == "ada"
    Session.objects.update(user=None)
    assert who(browser) == "ada"


def test_a_deleted_person_takes_the_sessions_along(ada, browser):
    signed_in(make_user("ben"))
    ada.delete()
    assert [row.user.username for row in Session.objects.select_related("user")] == ["ben"]
    assert who(browser) == ""


def test_a_session_whose_person_is_gone_is_nobodys_and_can_be_written(ada, browser):
    User.objects.filter(pk=ada.pk)._raw_delete("default")
    assert who(browser) == ""
    store = SessionStore(str(browser.cookies[configured.SESSION_COOKIE_NAME].value))
    store["seen"] = "1"
    store.save()
    assert Session.objects.get().user_id == ada.pk


@pytest.fixture
def old_table(transactional_db: None) -> Iterator[None]:
    """Go back to the day before the migration, with the table that Django's own app made."""
    MigrationExecutor(connection).migrate([BEFORE])
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, "
            "session_data text NOT NULL, expire_date timestamp NOT NULL)"
        )
    yield
    newest()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")


def newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def old_sessions() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key, session_data FROM django_session ORDER BY 1")
        return list(cursor.fetchall())


def test_nobody_is_signed_out_by_the_move_nor_by_the_way_back(old_table):
    ada = make_user("ada")
    data = {
        SESSION_KEY: str(ada.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: ada.get_session_auth_hash(),
    }
    ends_at = (timezone.now() + timedelta(hours=3)).replace(microsecond=0)
    rows = [
        ("a" * 32, DjangoStore().encode(data)),
        ("b" * 32, DjangoStore().encode({"language": "de"})),
        ("c" * 32, "what nobody has signed"),
    ]
    with connection.cursor() as cursor:
        for key, text in rows:
            cursor.execute(
                "INSERT INTO django_session VALUES (%s, %s, %s)",
                [key, text, ends_at.strftime("%Y-%m-%d %H:%M:%S")],
            )
    newest()

    assert old_sessions() == []
    moved = {row.session_key[0]: row for row in Session.objects.all()}
    assert {key: row.user_id for key, row in moved.items()} == {"a": ada.pk, "b": None, "c": None}
    assert {row.expire_date for row in moved.values()} == {ends_at}
    client = Client()
    client.cookies[configured.SESSION_COOKIE_NAME] = "a" * 32
    assert who(client) == "ada"

    MigrationExecutor(connection).migrate([BEFORE])
    assert old_sessions() == rows
