"""Whatever is killed, each submission gets one verdict, and it is the right one."""

import os
import random
import signal
import sys
import time

import pytest

from tests.fixtures.servers import wait_until
from tests.grader.chaos.parts import N_POOL, Parts
from tests.grader.chaos.programs import Program
from tests.grader.chaos.run import Plan, hand_in, run_chaos
from tests.grader.repeats import programs

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]
# Three on an idle machine; the tests beside this one share two cores with it.
RECOVERY_S = 60


def sleeper(time_s: float) -> Program:
    """Return a right program that takes its time, but not the processor's."""
    return Program(f"import time\ntime.sleep({time_s})\n{programs()['right'][0]}", "accepted")


def test_nothing_is_lost_and_nothing_is_graded_twice_whatever_is_killed(tmp_path):
    plan = Plan(
        n=40,
        hand_in_s=4,
        n_kills=10,
        kill_every_s=(0.2, 1.2),
        loop_every=8,
        patience_s=150,
        seed=20301,
    )
    outcome = run_chaos(tmp_path, plan)
    sys.stdout.write(f"{outcome}\n")
    log = (tmp_path / "worker.log").read_text(errors="replace")[-20_000:]
    assert outcome.unfinished == [], f"{outcome}\n{log}"
    assert outcome.wrong == [], f"{outcome}\n{log}"
    assert outcome.told_twice == outcome.told_otherwise == []
    assert outcome.n_untold <= outcome.kills.total()
    assert set(outcome.kills) == {"pool process", "worker", "jail", "zygote", "redis"}
    assert outcome.runs.total() == plan.n


@pytest.mark.parametrize(("kind", "n_excused"), [("pool process", 0), ("worker", 1)])
def test_what_a_killed_process_graded_runs_again_within_seconds(tmp_path, kind, n_excused):
    """Not after the lease, which is two minutes; most of the time is a new worker's start."""
    parts = Parts(tmp_path, random.Random(1))
    try:
        parts.wait_ready()
        assert hand_in(parts, [sleeper(5)], ["ada"]).wait(120) == 0
        wait_until(lambda: parts.count_runs() == 1, what="the first run")
        assert parts.kinds[kind]()
        killed = time.monotonic()
        while parts.count_runs() < 2:
            parts.look_after()
            assert time.monotonic() - killed < RECOVERY_S, parts.log
            time.sleep(0.05)
        assert parts.read("SELECT excused_runs FROM grader_submission") == [(n_excused,)]
        sys.stdout.write(f"{kind}: again after {time.monotonic() - killed:.1f} s\n")
    finally:
        parts.stop()


def test_a_result_that_comes_after_another_one_changes_nothing(tmp_path):
    """A process that was stopped in the middle of a run goes on when its lease was given away."""
    parts = Parts(tmp_path, random.Random(2), lease_s=12)
    try:
        parts.wait_ready()
        assert hand_in(parts, [sleeper(3)], ["ada"]).wait(120) == 0
        (stopped,) = wait_until(parts.grading_processes, what="the first run")
        os.kill(stopped, signal.SIGSTOP)
        try:
            wait_until(
                lambda: verdict_of(parts) == ("graded", "accepted", 2),
                what="the verdict of a second run",
                on_failure=lambda: f"{verdict_of(parts)}\n{parts.log[-20_000:]}",
            )
        finally:
            os.kill(stopped, signal.SIGCONT)
        wait_until(
            lambda: "came too late" in parts.log,
            what="the result of the first run",
            on_failure=lambda: parts.log[-20_000:],
        )
        assert verdict_of(parts) == ("graded", "accepted", 2)
        assert len(parts.news.read_text().split("\n")[:-1]) == 1
    finally:
        parts.stop()


def verdict_of(parts: Parts) -> tuple[object, ...]:
    return parts.read("SELECT state, verdict, runs FROM grader_submission")[0]


def test_a_flood_keeps_nobody_waiting_and_the_place_told_is_the_truth(tmp_path):
    parts = Parts(tmp_path, random.Random(3))
    n_flood = 24
    try:
        parts.wait_ready()
        sources = [sleeper(0.5)] * n_flood + [sleeper(0)]
        told = hand_in(parts, sources, ["flood"] * n_flood + ["ada"]).communicate(timeout=120)[0]
        place = int(told.split()[-1])
        # The flood was there first; she shares the turn that is being served with one of it.
        assert place <= 2, told
        before = (
            "SELECT count(*) FROM grader_submission AS other, grader_submission AS ada "
            "WHERE ada.fairness_key = 'ada' AND other.fairness_key = 'flood' "
            "AND other.started_at > ada.created_at AND other.started_at < ada.started_at"
        )
        wait_until(
            lambda: parts.read("SELECT 1 FROM grader_submission WHERE state <> 'graded'") == [],
            what="every verdict",
            timeout_s=150,
            on_failure=lambda: parts.log[-20_000:],
        )
        ((n_passed,),) = parts.read(before)
        # Between her row and her place in it, each process may have taken one.
        assert int(str(n_passed)) <= place - 1 + N_POOL
    finally:
        parts.stop()
