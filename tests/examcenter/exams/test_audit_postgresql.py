"""The audit log on a real PostgreSQL: the database refuses, and verifying finds what it did not."""

import pytest

from tests.examcenter.exams.tampering import N_ENTRIES, WAYS
from tests.fixtures.programs import run_program


@pytest.fixture(scope="module")
def told(postgres_server):
    """Return what the attack came to."""
    told = run_program("tests.examcenter.exams.tamper", postgres_server.create_database("tampered"))
    found = told
    assert found["vendor"] == "postgresql"
    return found


pytestmark = pytest.mark.services


def test_postgresql_refuses_every_change_of_what_is_sealed(told):
    assert len(told["forbidden"]) >= 9
    assert {words: came for words, came in told["forbidden"].items() if came != "refused"} == {}


def test_before_the_seal_nothing_but_the_seal_changes_an_entry(told):
    assert told["unsealed"] == "refused"
    assert told["sealed"] == 1


def test_a_log_that_postgresql_keeps_is_whole(told):
    assert told["whole"] == [N_ENTRIES, ""]
    assert told["still_whole"] == ""


def test_a_log_that_postgresql_keeps_names_where_it_was_tampered_with(told):
    assert set(told["tampering"]) == set(WAYS)
    for way, (_statements, words) in WAYS.items():
        problem, by_head = told["tampering"][way]
        assert words in problem and (words or by_head), (way, problem, by_head)
