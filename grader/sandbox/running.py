"""The one door: run a student's function on inputs and return what can be said for certain."""

import hashlib
import logging
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from grader.sandbox import keep, verdict
from grader.sandbox.child import framing
from grader.sandbox.config import current
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.intake import clean_text, read_error, read_result
from grader.sandbox.jail import Jail
from grader.sandbox.model import (
    NOT_RUN,
    Call,
    CallResult,
    Limits,
    Outcome,
    RunResult,
    StudentError,
)
from grader.sandbox.pipes import Ended
from grader.sandbox.session import Session

TIER = "namespaces"
logger = logging.getLogger(__name__)


@dataclass
class _Transcript:
    """What has been learnt so far."""

    calls: list[CallResult] = field(default_factory=list)
    error: StudentError | None = None
    # Where the output of each step ends: the import first, then each call.
    marks: list[int] = field(default_factory=list)


def run(source: str, function: str, calls: Sequence[Call], limits: Limits) -> RunResult:
    """Run ``function`` of ``source`` on each call in order, in one fresh child of a jail.

    Raises nothing for whatever the student's code does; a fault of our own is the outcome BROKEN
    with the cause in ``detail``. Raises TypeError or ValueError for an argument that is not
    sendable: another type or dtype, a number beyond 64 bits.
    """
    payloads = [_pack_call(call) for call in calls]
    try:
        data = source.encode("utf-8")
    except UnicodeEncodeError:
        return _refused(calls, "source_not_utf8")
    if len(data) > limits.source_bytes:
        return _refused(calls, "source_too_large")
    if b"\0" in data:
        return _refused(calls, "source_nul_byte")
    # The same source draws the same random numbers, so its verdict does not depend on luck.
    seed = hashlib.sha256(data).digest()
    head = framing.pack_text(function) + framing.pack_bytes(seed) + framing.pack_bytes(data)
    try:
        if current().is_warm:
            return _run_warm(source, [head, *payloads], limits)
        with Jail(is_warm=False) as jail, closing(Session(jail, limits)) as session:
            return _run_in(session, source, [head, *payloads])
    except (SandboxBroken, OSError, subprocess.SubprocessError) as error:
        logger.exception("The sandbox could not run a submission")
        return RunResult(
            Outcome.BROKEN, (NOT_RUN,) * len(calls), reason="sandbox", tier=TIER, detail=str(error)
        )


def _run_warm(source: str, payloads: list[bytes], limits: Limits) -> RunResult:
    """Run in this thread's jail; once more in a fresh one when it dies, which is nobody's fault."""
    for is_last in (False, True):
        keep.ensure_jail()
        try:
            with keep.lend(limits) as session:
                result = _run_in(session, source, payloads)
        except (SandboxBroken, OSError):
            if is_last:
                raise
            logger.warning("A jail did not serve; the run is repeated", exc_info=True)
            continue
        if result.outcome in (Outcome.BROKEN, Outcome.POLICY):
            # Nothing is known against the jail, and nobody needs to rely on that.
            keep.close()
        if result.reason != "jail_died" or is_last:
            return result
        logger.warning("A jail died with a submission in it; the run is repeated")
    raise AssertionError("unreachable")


def _run_in(session: Session, source: str, payloads: list[bytes]) -> RunResult:
    transcript = _Transcript()
    session.await_ready()
    try:
        cause = _converse(session, source, payloads, transcript)
    except Ended as ended:
        cause = ended.cause
    except framing.FrameError:
        cause = "malformed_answer"
    ending = session.end(cause)
    outcome, reason = verdict.judge(ending, session.limits)
    stdout = session.stdout_bytes()
    missing = len(payloads) - 1 - len(transcript.calls)
    return RunResult(
        outcome=outcome,
        calls=(*transcript.calls, *(NOT_RUN,) * missing),
        stdout=clean_text(stdout),
        import_stdout=clean_text(stdout[: (transcript.marks or [len(stdout)])[0]]),
        error=transcript.error,
        reason=reason,
        cpu_s=ending.cpu_s,
        wall_s=ending.wall_s,
        peak_memory_bytes=ending.peak_memory_bytes,
        tier=session.jail.tier,
        detail=f"wait status {ending.status}, cause {ending.cause or 'none'}",
    )


def _converse(session: Session, source: str, payloads: list[bytes], transcript: _Transcript) -> str:
    """Send the source, then one call after the other's answer; return the cause of the end.

    A call's inputs enter the jail only when the previous answer has left it, so neither an answer
    nor a printed line can depend on a later call's inputs.
    """
    frame = session.exchange(framing.SOURCE, 0, payloads[0])
    transcript.marks.append(len(session.stdout_bytes()))
    cursor = framing.Cursor(frame.payload)
    if frame.kind == framing.REFUSED:
        reason = cursor.text()
        if reason == "syntax_error":
            transcript.error, _ = read_error(cursor, source)
        return reason if reason in ("syntax_error", "no_callable") else "malformed_answer"
    if frame.kind == framing.IMPORT_RAISED:
        transcript.error, is_memory = read_error(cursor, source)
        return "memory_error" if is_memory else "raised_at_import"
    if frame.kind != framing.LOADED:
        return "malformed_answer"
    for number, payload in enumerate(payloads[1:], start=1):
        before_s, before = session.cpu_s(), transcript.marks[-1]
        frame = session.exchange(framing.CALL, number, payload)
        if frame.kind != framing.RESULT:
            return "malformed_answer"
        printed = session.stdout_bytes()
        transcript.marks.append(len(printed))
        result, is_memory = read_result(
            frame.payload,
            source,
            time_s=max(session.cpu_s() - before_s, 0.0),
            stdout=clean_text(printed[before:]),
        )
        transcript.calls.append(result)
        if is_memory:
            return "memory_error"
    return ""


def _pack_call(call: Call) -> bytes:
    positional = [framing.pack_value(value) for value in call.arguments]
    named = [framing.pack_text(k) + framing.pack_value(v) for k, v in call.keywords.items()]
    counts = framing.pack_u8(len(positional)), framing.pack_u8(len(named))
    return counts[0] + b"".join(positional) + counts[1] + b"".join(named)


def _refused(calls: Sequence[Call], reason: str) -> RunResult:
    return RunResult(Outcome.REFUSED, (NOT_RUN,) * len(calls), reason=reason, tier=TIER)
