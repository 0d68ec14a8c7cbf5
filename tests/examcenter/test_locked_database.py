"""A database that is really locked: said so, read all the same, and nothing lost."""

import json
import os
import subprocess
import sys

from tests.fixtures.servers import ROOT, run_manage


def test_a_locked_database_is_said_and_nothing_is_lost(tmp_path):
    environment = {"EXAMCENTER_DATABASE_URL": f"sqlite://{tmp_path / 'db.sqlite3'}"}
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.locked"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "before": 200,
        "save": 503,
        "check": 503,
        "retry_after": "2",
        "read": 200,
        "kept": {"answer": "7"},
        "after": 200,
    }
