"""Whoever acts at once on one attempt: it is scored once, and no promise of time is broken."""

import json
import os
import subprocess
import sys

import pytest

from tests.fixtures.servers import ROOT, run_manage


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database_url(request, tmp_path) -> str:
    """An empty database to which every thread has a connection of its own."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'contest.sqlite3'}"
    return str(request.getfixturevalue("postgres_server").create_database("contest"))


def test_acting_at_once_scores_once_and_keeps_every_promise(database_url):
    environment = {"EXAMCENTER_DATABASE_URL": database_url}
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.exams.room.contest"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    third = [0.333] * 6
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "end_together": {"scores": third, "n_checks": 6, "n_finished": 6},
        "extend_at_the_deadline": {"broken_promises": 0, "lost_saves": 0},
        "reopen_and_close": {"scores": third, "ends_without_reopening": 6},
        "give_back_twice": {"extra_s": [120] * 6},
    }
