"""Claims of several processes at once, on both databases; and every claim test on PostgreSQL."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from tests.fixtures.servers import ROOT, run_manage

pytestmark = pytest.mark.services
N_ROWS, N_PROCESSES = 120, 4
_HAND_IN = f"""
from django.conf import settings
from django.db.transaction import atomic
from grader import publishing
from grader.services import create_submission
publishing.publish_submission = lambda _: True
with atomic():
    for n in range({N_ROWS}):
        create_submission(problem="conv2d", source="# 1", fairness_key=str(n % 7))
    # Nothing is sent: this broker does not exist.
    __import__("django.db").db.connection.run_on_commit.clear()
"""
_COUNT = """
from grader.models import Submission
print(Submission.objects.filter(state="graded", runs=1).count())
"""


def test_processes_that_claim_at_once_grade_each_submission_once(database_url):
    environment = {
        "DJANGO_SETTINGS_MODULE": "examcenter.settings",
        "EXAMCENTER_DATABASE_URL": database_url,
        "EXAMCENTER_IS_WORKER": "1",
    }
    run_manage("migrate", "--verbosity", "0", environment=environment)
    run_manage("shell", "--command", _HAND_IN, environment=environment)
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.grader.claim_all"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(N_PROCESSES)
    ]
    assert [worker.stdout.readline() for worker in workers] == ["loaded\n"] * N_PROCESSES
    for worker in workers:
        worker.stdin.write("begin\n")
        worker.stdin.flush()
    printed = [worker.communicate(timeout=250)[0].split("\n")[:-1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * N_PROCESSES
    counts = Counter(line for lines in printed for line in lines)
    assert len(counts) == N_ROWS
    assert set(counts.values()) == {1}
    assert all(line.endswith(" 1") for line in counts)
    assert len([lines for lines in printed if lines]) >= 2, "one process did all"
    assert run_manage("shell", "--command", _COUNT, environment=environment).endswith(f"{N_ROWS}\n")


@pytest.mark.timeout(900)
def test_every_claim_test_holds_on_postgresql_too(postgres_server):
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            # Those about the query plan of SQLite have no meaning there.
            *("-k", "not without_sorting and not one_look"),
            *(f"tests/grader/test_{name}.py" for name in ("claims", "lost_runs", "turns")),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "EXAMCENTER_DATABASE_URL": postgres_server.url("examcenter"),
            "EXAMCENTER_IS_WORKER": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=800,
    )
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout
