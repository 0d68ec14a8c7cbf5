"""A class that starts at the same moment: nobody shares a turn, so the strata stay even."""

import json
import os
import subprocess
import sys

from tests.fixtures.servers import ROOT, run_manage


def test_a_class_that_starts_at_once_is_dealt_evenly(tmp_path):
    environment = {"EXAMCENTER_DATABASE_URL": f"sqlite://{tmp_path / 'db.sqlite3'}"}
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.rush"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "turns": 24,
        "strata": [[0, 8], [1, 8], [2, 8]],
    }
