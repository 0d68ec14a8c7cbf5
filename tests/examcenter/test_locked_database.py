"""A database that is really locked: said so, read all the same, and nothing lost."""

from tests.fixtures.programs import run_program


def test_a_locked_database_is_said_and_nothing_is_lost(tmp_path):
    told = run_program("tests.examcenter.locked", f"sqlite:///{tmp_path / 'db.sqlite3'}")
    assert told == {
        "before": 200,
        "save": 503,
        "check": 503,
        "retry_after": "2",
        "read": 200,
        "kept": {"answer": "7"},
        "after": 200,
    }
