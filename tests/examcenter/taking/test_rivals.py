"""Parallel requests of one student, in real threads: nothing counts twice, nothing is lost."""

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
        return f"sqlite:///{tmp_path / 'rivals.sqlite3'}"
    return str(request.getfixturevalue("postgres_server").create_database("rivals"))


def test_parallel_requests_of_one_student_count_once(database_url):
    environment = {"EXAMCENTER_DATABASE_URL": database_url}
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.taking.rivals"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "starts": {"n_attempts": 1, "led_to": 1},
        "saves": {"newest_stands": True, "draft_is_its": True, "others": ["draft_outdated"]},
        "checks": {"tries": 3, "n_checks": 3, "codes": ["no_tries_left"]},
        "submits": {"one_for_the_same": [1, 1], "bounded": True, "refused": True},
        "examples": {"n_runs": 1},
    }
