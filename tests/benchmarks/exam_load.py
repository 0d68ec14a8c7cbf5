"""A whole year in one exam: 500 students who start at once and are saved every five seconds.

The service runs as `make run` starts it, the students in one light process beside it; what that
process uses is a row of its own, because it takes it from the service.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.registry import Row, bench
from tests.faults.run import FaultPlan, run_faults
from tests.load.ratio import measure_ratio
from tests.load.run import Outcome, Plan, run_crowd
from tests.load.service import Service, open_service

_N_STUDENTS = 500
_STORES = ("sqlite", "postgresql")
_LOAD = Plan(_N_STUDENTS, save_s=60)
_START = Plan(_N_STUDENTS, save_s=0)
_FAULTS = FaultPlan(
    Plan(_N_STUDENTS, save_s=90, must_finish=True, is_patient=True),
    kills=("web", "database", "worker", "redis", "web", "database"),
    first_after_s=10,
    pause_s=10,
    finish_kill_after_s=3,
    graded_s=600,
)


@bench
def exam_load_sqlite() -> Iterator[Row]:
    """Start, then a minute of saves, on SQLite."""
    yield from _load("sqlite")


@bench
def exam_load_postgresql() -> Iterator[Row]:
    """The same on PostgreSQL, which syncs each commit to the disk."""
    yield from _load("postgresql")


@bench
def exam_start() -> Iterator[Row]:
    """Everybody presses the button at the same moment and reads the first question."""
    for store in _STORES:
        with _service(store) as service:
            outcome = run_crowd(service, _START)
        print(outcome.to_text())
        yield from _start_rows(f"exam start, {store}", outcome)


@bench
def save_ratio() -> Iterator[Row]:
    """Saves a second, beside a bare Django view with one insert, in turns."""
    for store in _STORES:
        with _service(store) as service:
            found = measure_ratio(service, n_rounds=21, round_s=2)
        name = f"save ratio, {store}"
        yield Row(f"{name}: saves", found.median_of("ours", "per_s"), "1/s")
        yield Row(f"{name}: bare inserts", found.median_of("bare", "per_s"), "1/s")
        for side in ("ours", "bare"):
            for number, whose in (("server_cpu_ms", "server"), ("client_cpu_ms", "client")):
                used = found.median_of(side, number)
                yield Row(f"{name}: {whose} cpu of one, {side}", used, "ms")
        yield Row(f"{name}: failed", found.n_failed, "", at_most=0)
        yield Row(f"{name}: ours / bare", found.value, "", at_least=0.5)


@bench
def exam_faults() -> Iterator[Row]:
    """Parts are killed while all are saved and hand in; what counts is that nothing is lost."""
    for store in _STORES:
        with _service(store) as service:
            outcome = run_faults(service, _FAULTS)
        print(outcome.to_text())
        name, crowd, found = f"exam faults, {store}", outcome.crowd, outcome.testimony
        audit = crowd.audit
        assert audit is not None
        yield Row(f"{name}: kills", len(outcome.kills), "")
        yield Row(f"{name}: acknowledged saves", audit.n_acknowledged, "")
        lost = len(audit.lost) + len(audit.spoilt) + len(outcome.lost_at_once)
        yield Row(f"{name}: lost or spoilt", lost, "", at_most=0)
        given_up = crowd.n_failed("start", "save for good", "finish for good")
        yield Row(f"{name}: given up by a client", given_up, "", at_most=0)
        yield Row(f"{name}: saves sent again", crowd.n_failed("save"), "")
        recovery_s = float(crowd.book["recoveries"].get("max_ms", 0)) / 1000
        yield Row(f"{name}: longest wait for a save", recovery_s, "s")
        unfinished = found.n_attempts - found.n_finished
        yield Row(f"{name}: attempts not finished", unfinished, "", at_most=0)
        twice = (
            *(found.finished_twice + found.scored_twice + found.marked_twice),
            *(found.submitted_twice + found.settled_twice),
        )
        yield Row(f"{name}: finished, scored or graded twice", len(twice), "", at_most=0)
        yield Row(f"{name}: code handed in", found.n_submissions, "")


def _load(store: str) -> Iterator[Row]:
    with _service(store) as service:
        outcome = run_crowd(service, _LOAD)
    print(outcome.to_text())
    name, audit = f"exam load, {store}", outcome.audit
    assert audit is not None
    yield from _start_rows(name, outcome)
    yield Row(f"{name}: saves", outcome.of("save", "n"), "")
    for percent in (50, 95, 99):
        goal = 100 if percent == 95 else None
        yield Row(f"{name}: p{percent} of a save", outcome.of("save", f"p{percent}_ms"), "ms", goal)
    failed = outcome.n_failed("save", "save for good")
    yield Row(f"{name}: failed saves", failed, "", at_most=0)
    yield Row(f"{name}: p95 of a page", outcome.of("page", "p95_ms"), "ms")
    lost = len(audit.lost) + len(audit.spoilt)
    yield Row(f"{name}: acknowledged, not in the database", lost, "", at_most=0)
    phase = outcome.phases["saving"]
    took_s = phase["took"]
    yield Row(f"{name}: cores that the web server uses", phase["server cpu (web)"] / took_s, "")
    yield Row(f"{name}: cores that the students use", phase["client cpu"] / took_s, "")


def _start_rows(name: str, outcome: Outcome) -> Iterator[Row]:
    n_students = outcome.plan.n_students
    yield Row(f"{name}: {n_students} starts", outcome.phases["starting"]["took"], "s", at_most=10)
    yield Row(f"{name}: failed starts", outcome.n_failed("start"), "", at_most=0)


@contextmanager
def _service(store: str) -> Iterator[Service]:
    with (
        tempfile.TemporaryDirectory(prefix="examcenter-load-") as directory,
        open_service(store, Path(directory)) as service,
    ):
        yield service
