"""Sealing while others write, in real threads: nothing is left out, twice, or out of order."""

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
        return f"sqlite:///{tmp_path / 'sealed.sqlite3'}"
    return str(request.getfixturevalue("postgres_server").create_database("sealed"))


def test_writers_and_sealers_at_once_leave_a_whole_log(database_url):
    environment = {"EXAMCENTER_DATABASE_URL": database_url}
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.exams.sealers"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "problems": ["", ""],
        "n_unsealed": 0,
        "all_kept": True,
        "many": True,
        "in_order": True,
    }
