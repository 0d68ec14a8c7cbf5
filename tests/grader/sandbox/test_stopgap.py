"""Where a machine refuses the warm jail and allows a cold one, that one serves, and says so."""

import logging
import time
from collections.abc import Iterator

import numpy as np
import pytest

from grader.sandbox import (
    Call,
    Limits,
    Outcome,
    SandboxStatus,
    check_sandbox,
    jail,
    keep,
    run,
)
from tests.grader.sandbox.conftest import CONV2D, TIER, processes_in_jails

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=2, wall_s=4)
REFUSALS = {
    "no capability": "pass",
    "no unshare": "kernel.take_fresh_namespaces = refuse",
    "no setns": "kernel.put_children_in_pid_namespace_of = refuse",
}


@pytest.fixture(params=REFUSALS)
def no_warm_jail(request: pytest.FixtureRequest, monkeypatch) -> Iterator[None]:
    """Let this machine allow cold jails only."""
    keep.close()
    boot = "import sys; sys.path += ['/packages', '/harness']; from child import kernel\n"
    boot += "def refuse(*a): raise PermissionError(1, 'not permitted here')\n"
    boot += f"if {{is_warm}}: {REFUSALS[request.param]}\n"
    boot += "from child.zygote import main\nmain({control}, is_warm={is_warm})"
    monkeypatch.setattr(jail, "_BOOT", boot)
    if request.param == "no capability":
        real = jail.command_line
        monkeypatch.setattr(
            jail,
            "command_line",
            lambda *a, **k: [w if w != "CAP_SYS_ADMIN" else "CAP_CHOWN" for w in real(*a, **k)],
        )
    keep.ask_again()
    yield
    monkeypatch.undo()
    keep.ask_again()


def test_where_no_warm_jail_can_be_had_every_run_gets_a_cold_one_and_says_so(
    no_warm_jail: None, caplog
):
    with caplog.at_level(logging.WARNING, "grader.sandbox"):
        for _ in range(2):
            result = run(CONV2D, "conv2d", [Call((np.ones((3, 3)), np.ones((2, 2))))], LIMITS)
            assert (result.outcome, result.tier) == (Outcome.FINISHED, f"{TIER}, cold"), result
    (record,) = caplog.records
    assert "not permitted" in record.message.lower()
    assert processes_in_jails() == []


def test_the_self_test_shows_that_jails_are_cold_and_asks_again_each_time(no_warm_jail: None):
    assert check_sandbox(fresh=True) == SandboxStatus(True, f"{TIER}, cold")
    keep._refused_until = time.monotonic() + 60
    assert check_sandbox(fresh=True).tier == f"{TIER}, cold"
    assert keep._refused_until > time.monotonic() + 200


def test_a_jail_that_is_only_slow_is_not_taken_for_a_refused_one(monkeypatch):
    keep.close()
    monkeypatch.setattr(jail, "_BOOT", "import time; time.sleep(60)  # {control}")
    monkeypatch.setattr(jail, "START_TIMEOUT_S", 0.3)
    assert run(CONV2D, "conv2d", [], LIMITS).outcome is Outcome.BROKEN
    monkeypatch.undo()
    assert run(CONV2D, "conv2d", [], LIMITS).tier == TIER
