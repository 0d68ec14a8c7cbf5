"""From kernel evidence to an outcome: the only place where a run's end gets its name.

Causes (our own reason for an end) and reasons (stable codes in ``RunResult.reason``):
``cpu`` ``wall`` time limits; ``stdout`` ``result_size`` output limits; ``memory_error`` memory
ran out in the student's code; ``memory_group`` the kernel killed it for that;
``exited`` ended before answering; ``signal_SIGSEGV`` and others;
``malformed_answer`` ``unasked_answer`` ``closed_result`` misuse of the result pipe;
``forbidden_system_call`` SIGSYS; ``killed_from_outside`` ``jail_died`` our own fault.
Refusals: ``source_too_large`` ``source_not_utf8`` ``source_nul_byte`` ``syntax_error``
``no_callable``; and ``raised_at_import`` when the module's body raised.
"""

import os
import signal

from grader.sandbox.evidence import Ending
from grader.sandbox.model import Limits, Outcome

_BY_CAUSE = {
    "cpu": Outcome.TIME_LIMIT,
    "wall": Outcome.TIME_LIMIT,
    "stdout": Outcome.OUTPUT_LIMIT,
    "result_size": Outcome.OUTPUT_LIMIT,
    "memory_error": Outcome.MEMORY_LIMIT,
    "malformed_answer": Outcome.CRASHED,
    "unasked_answer": Outcome.CRASHED,
    "closed_result": Outcome.CRASHED,
    "raised_at_import": Outcome.CRASHED,
    "syntax_error": Outcome.REFUSED,
    "no_callable": Outcome.REFUSED,
    "jail_died": Outcome.BROKEN,
    "": Outcome.FINISHED,
}


def judge(ending: Ending, limits: Limits) -> tuple[Outcome, str]:
    """Return the outcome and the reason of a run.

    SIGSYS comes first: it cannot be sent by us, so it shows a forbidden call whatever else the
    child did. A SIGKILL that is neither ours nor the CPU limit's comes from the machine, because
    the filter keeps the child from sending it to itself.
    """
    code = os.waitstatus_to_exitcode(ending.status)
    is_killed = code == -signal.SIGKILL and ending.cause == "exited"
    if ending.has_memory_run_out and (is_killed or ending.cause == "jail_died"):
        return Outcome.MEMORY_LIMIT, "memory_group"
    if code == -signal.SIGSYS:
        return Outcome.POLICY, "forbidden_system_call"
    if ending.cause != "exited":
        return _BY_CAUSE[ending.cause], ending.cause
    if code >= 0:
        return Outcome.CRASHED, "exited"
    if code == -signal.SIGXCPU or (code == -signal.SIGKILL and ending.cpu_s >= limits.cpu_s):
        return Outcome.TIME_LIMIT, "cpu"
    if code == -signal.SIGKILL:
        return Outcome.BROKEN, "killed_from_outside"
    return Outcome.CRASHED, f"signal_{_signal_name(-code)}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
