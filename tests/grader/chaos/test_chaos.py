"""Whatever is killed, each submission gets one verdict, and it is the right one."""

import random
import sys
import time

import pytest

from tests.fixtures.servers import wait_until
from tests.grader.chaos.parts import Parts
from tests.grader.chaos.programs import Program
from tests.grader.chaos.run import Plan, hand_in, run_chaos
from tests.grader.repeats import programs

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]
# Three on an idle machine; the tests beside this one share two cores with it.
RECOVERY_S = 60


def test_nothing_is_lost_and_nothing_is_graded_twice_whatever_is_killed(tmp_path):
    plan = Plan(
        n=40,
        hand_in_s=4,
        n_kills=8,
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
    assert set(outcome.kills) == {"pool process", "worker", "jail", "redis"}
    assert outcome.runs.total() == plan.n


@pytest.mark.parametrize(("kind", "n_excused"), [("pool process", 0), ("worker", 1)])
def test_what_a_killed_process_graded_runs_again_within_seconds(tmp_path, kind, n_excused):
    """Not after the lease, which is two minutes; most of the time is a new worker's start."""
    parts = Parts(tmp_path, random.Random(1))
    try:
        parts.wait_ready()
        sleeper = Program("import time\ntime.sleep(2)\n" + programs()["right"][0], "accepted")
        assert hand_in(parts, [sleeper]).wait(60) == 0
        wait_until(lambda: parts.count_runs() == 1, what="the first run", timeout_s=30)
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
