"""What was there before, through the migrations that give it its place: tokens, and founders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from examcenter.integrations.models import AccessToken, Integration
from tests.examcenter.making import make_course, make_user
from tests.examcenter.tokens import make_program

BEFORE = ("integrations", "0001_integration_and_token")
BEFORE_FOUNDERS = ("integrations", "0003_may_create_courses")
KEYS = {
    "ada": "0123456789abcdef0123456789abcdef01234567",
    "ben": "fedcba9876543210fedcba9876543210fedcba98",
    # It begins as Ben's: only one of the two can be found.
    "carol": "fedcba98ffffffffffffffffffffffffffffffff",
}


def migrate(*targets: tuple[str, str]) -> None:
    """Bring the tables to a state; without one, to the newest."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


@pytest.fixture
def old_tables(transactional_db: None) -> Iterator[None]:
    """Go back to the day before the migration, with the table that DRF had."""
    migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE authtoken_token (key varchar(40) NOT NULL PRIMARY KEY, created timestamp "
            "NOT NULL, user_id bigint NOT NULL UNIQUE REFERENCES accounts_user (id))"
        )
    yield
    migrate()


def test_old_tokens_are_hashed_and_still_sign_in(old_tables):
    people = {name: make_user(name) for name in KEYS}
    with connection.cursor() as cursor:
        for name, key in KEYS.items():
            cursor.execute(
                "INSERT INTO authtoken_token VALUES (%s, CURRENT_TIMESTAMP, %s)",
                [key, people[name].pk],
            )
    migrate()

    assert "authtoken_token" not in connection.introspection.table_names()
    stored = str(list(AccessToken.objects.values()))
    assert not any(key[8:] in stored for key in KEYS.values())
    token = AccessToken.objects.get(user=people["ada"])
    assert token.digest == hashlib.sha256(KEYS["ada"].encode()).hexdigest()
    assert (token.scopes, token.integration) == (["all"], None)
    assert AccessToken.objects.count() == 2

    def answer_to(name: str) -> int:
        headers = {"Authorization": f"Token {KEYS[name]}"}
        return Client(headers=headers).get("/api/v1/tokens").status_code

    assert answer_to("ada") == 200
    assert sorted([answer_to("ben"), answer_to("carol")]) == [200, 401]
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert answer_to("ada") == 401


def test_where_there_are_no_old_tokens_nothing_is_missed(old_tables):
    migrate()

    assert not AccessToken.objects.exists()
    assert "authtoken_token" not in connection.introspection.table_names()


def test_programs_that_could_make_courses_still_can_and_no_others(transactional_db):
    migrate(BEFORE_FOUNDERS)
    try:
        founder, _ = make_program(None, ["courses:write"], name="founder")
        make_program(None, ["courses:read"], name="reader")
        make_program(make_course("vision"), ["courses:write"], name="of a course")
        ended, _ = make_program(None, ["courses:write"], name="ended")
        ended.tokens.update(revoked_at=timezone.now())
    finally:
        migrate()
    assert list(Integration.objects.filter(may_create_courses=True)) == [founder]
