"""Polling on a database with two writers: who commits last is found, however early it wrote."""

import json
import os
import subprocess
import sys

import pytest

from tests.fixtures.servers import ROOT, run_manage


@pytest.mark.services
def test_a_mark_that_is_committed_after_a_later_one_is_not_lost(postgres_server):
    environment = {
        "EXAMCENTER_DATABASE_URL": postgres_server.create_database("slow_writer"),
        "EXAMCENTER_BROKER_URL": "redis://127.0.0.1:1/0",
    }
    run_manage("migrate", "--verbosity=0", environment=environment)
    done = subprocess.run(
        [sys.executable, "-m", "tests.examcenter.api.flows.slow_writer"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == [
        {"ada": 0.0, "ben": 0.0},
        # Ada's is written and not committed; then it is; then nothing is new.
        *({"ben": 1.0}, {"ada": 1.0}, {}),
        *({"ben": 0.5}, {"ada": 0.5}, {}),
    ]
