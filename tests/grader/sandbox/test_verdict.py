"""Kernel evidence gets the right name, and a fault of ours is never the student's."""

import signal

import pytest

from grader.sandbox.evidence import Ending
from grader.sandbox.model import Limits, Outcome
from grader.sandbox.verdict import judge

LIMITS = Limits(cpu_s=2)
EXIT_0, EXIT_72 = 0, 72 << 8


@pytest.mark.parametrize(
    ("cause", "status", "cpu_s", "outcome", "reason"),
    [
        ("", EXIT_0, 0.1, Outcome.FINISHED, ""),
        ("", signal.SIGKILL, 0.1, Outcome.FINISHED, ""),
        ("cpu", signal.SIGKILL, 2.0, Outcome.TIME_LIMIT, "cpu"),
        ("wall", signal.SIGKILL, 0.0, Outcome.TIME_LIMIT, "wall"),
        ("stdout", signal.SIGKILL, 0.1, Outcome.OUTPUT_LIMIT, "stdout"),
        ("result_size", signal.SIGKILL, 0.1, Outcome.OUTPUT_LIMIT, "result_size"),
        ("memory_error", signal.SIGKILL, 0.1, Outcome.MEMORY_LIMIT, "memory_error"),
        ("exited", EXIT_0, 0.1, Outcome.CRASHED, "exited"),
        ("exited", EXIT_72, 0.1, Outcome.CRASHED, "exited"),
        ("exited", signal.SIGSEGV, 0.1, Outcome.CRASHED, "signal_SIGSEGV"),
        ("exited", 40, 0.1, Outcome.CRASHED, "signal_40"),
        ("exited", signal.SIGXCPU, 0.1, Outcome.TIME_LIMIT, "cpu"),
        ("exited", signal.SIGKILL, 2.5, Outcome.TIME_LIMIT, "cpu"),
        ("exited", signal.SIGKILL, 0.1, Outcome.BROKEN, "killed_from_outside"),
        ("jail_died", EXIT_0, 0.1, Outcome.BROKEN, "jail_died"),
        ("exited", signal.SIGSYS, 0.1, Outcome.POLICY, "forbidden_system_call"),
        ("closed_result", signal.SIGSYS, 0.1, Outcome.POLICY, "forbidden_system_call"),
        ("malformed_answer", signal.SIGKILL, 0.1, Outcome.CRASHED, "malformed_answer"),
    ],
)
def test_evidence_has_one_name(cause: str, status: int, cpu_s: float, outcome: Outcome, reason):
    ending = Ending(cause, int(status), cpu_s, 1.0, 0)
    assert judge(ending, LIMITS) == (outcome, reason)
