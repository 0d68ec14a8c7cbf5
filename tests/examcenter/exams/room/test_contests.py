"""Whoever acts at once on one attempt: it is scored once, and no promise of time is broken."""

from tests.fixtures.programs import run_program


def test_acting_at_once_scores_once_and_keeps_every_promise(database_url):
    told = run_program("tests.examcenter.exams.room.contest", database_url)
    third = [0.333] * 6
    assert told == {
        "end_together": {"scores": third, "n_checks": 6, "n_finished": 6},
        "extend_at_the_deadline": {"broken_promises": 0, "lost_saves": 0},
        "reopen_and_close": {"scores": third, "ends_without_reopening": 6},
        "give_back_twice": {"extra_s": [120] * 6},
    }
