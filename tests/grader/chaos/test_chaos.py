"""Whatever is killed, each submission gets one verdict, and it is the right one."""

import sys

import pytest

from tests.grader.chaos.run import Plan, run_chaos

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]


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
