"""A class that starts at the same moment: nobody shares a turn, so the strata stay even."""

from tests.fixtures.programs import run_program


def test_a_class_that_starts_at_once_is_dealt_evenly(tmp_path):
    told = run_program("tests.examcenter.rush", f"sqlite:///{tmp_path / 'db.sqlite3'}")
    assert told == {
        "turns": 24,
        "strata": [[0, 8], [1, 8], [2, 8]],
    }
