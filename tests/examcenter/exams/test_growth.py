"""A page asks the database as often in its tenth year as on its first day, and by an index."""

import json
import os
import subprocess
import sys

import pytest

from tests.fixtures.servers import ROOT
from tests.load.growing import QUESTIONS, SMALL, large
from tests.load.growth import grow
from tests.load.walk import grown_steps, walk

# `make bench ONLY=million` does the same with fifty times as many.
_N_RESPONSES = 20_000


@pytest.fixture
def walks(bank):
    """Both walks, in the order in which the course grows."""
    # The first one fills what a process keeps in memory.
    walk(grow("warm", SMALL, QUESTIONS))
    small = walk(grow("small", SMALL, QUESTIONS))
    return small, walk(grow("large", large(_N_RESPONSES), QUESTIONS))


def test_the_number_of_queries_does_not_grow(walks):
    small, grown = ({name: step.n for name, step in steps.items()} for steps in walks)
    assert grown_steps(small, grown) == {}


def test_no_table_that_grows_is_read_from_end_to_end(walks):
    _, grown = walks
    assert {name: step.scans for name, step in grown.items() if step.scans} == {}


@pytest.mark.services
def test_both_hold_on_postgresql(postgres_server):
    environment = {"EXAMCENTER_DATABASE_URL": postgres_server.create_database("growth")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.growing", str(_N_RESPONSES)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["n_responses"] > _N_RESPONSES
    assert grown_steps(told["small"], told["large"]) == {}
    # PostgreSQL may hash the submissions that wait, when it takes them for few; whether it does so
    # with many is for the bench to find.
    hashed = ("grader_submission",)
    scans = [scan for step in told["scans"].values() for scan in step]
    assert [scan for scan in scans if not scan.startswith(hashed)] == []
