"""Sealing while others write, in real threads: nothing is left out, twice, or out of order."""

from tests.fixtures.programs import run_program


def test_writers_and_sealers_at_once_leave_a_whole_log(database_url):
    told = run_program("tests.examcenter.exams.sealers", database_url)
    assert told == {
        "problems": ["", ""],
        "n_unsealed": 0,
        "all_kept": True,
        "many": True,
        "in_order": True,
    }
