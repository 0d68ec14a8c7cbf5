"""The one door: run a student's function on inputs and return what can be said for certain."""

import logging
import subprocess
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from grader.sandbox import keep, verdict
from grader.sandbox.child import framing
from grader.sandbox.config import current
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.intake import clean_text, is_plain, read_error, read_result
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
from grader.sandbox.requests import Requests
from grader.sandbox.session import Session

TIER = "namespaces"
logger = logging.getLogger(__name__)


@dataclass
class _Transcript:
    """What has been learnt so far."""

    calls: list[CallResult] = field(default_factory=list)
    # Answers, and the time of each, that have come and are not read yet.
    unread: list[tuple[framing.Frame, float]] = field(default_factory=list)
    error: StudentError | None = None
    import_stdout: str | None = None
    # How much had been printed, and how many calls answered, when the batch began.
    n_printed: int = 0
    n_answered: int = 0

    def n_come(self) -> int:
        """Return how many calls have been answered."""
        return len(self.calls) + len(self.unread)

    def read(self, source: str) -> str:
        """Read what has come; return the cause of the end, empty if there is none."""
        unread, self.unread = self.unread, []
        for frame, time_s in unread:
            result, is_memory = read_result(frame.payload, source, time_s=time_s)
            self.calls.append(result)
            if is_memory:
                return "memory_error"
        return ""

    def end_batch(self, stdout: bytes) -> None:
        """Give what was printed since the batch began to the import, or to its last answer."""
        text = clean_text(stdout[self.n_printed :])
        if self.import_stdout is None:
            self.import_stdout = text
        elif text and len(self.calls) > self.n_answered:
            self.calls[-1] = replace(self.calls[-1], stdout=text)
        self.n_printed, self.n_answered = len(stdout), self.n_come()


def run(source: str, function: str, calls: Sequence[Call], limits: Limits) -> RunResult:
    """Run ``function`` of ``source`` on each call in order, in one fresh child of a jail.

    Inputs enter batch by batch (see ``Call``), each when the one before has been answered.
    Raises nothing for whatever the student's code does; a fault of our own is the outcome BROKEN
    with the cause in ``detail``. Raises TypeError or ValueError for an argument that is not
    sendable: another type or dtype, a number beyond 64 bits.
    """
    try:
        data = source.encode("utf-8")
    except UnicodeEncodeError:
        return _refused(calls, "source_not_utf8")
    if len(data) > limits.source_bytes:
        return _refused(calls, "source_too_large")
    if b"\0" in data:
        return _refused(calls, "source_nul_byte")
    requests = Requests(data, function, calls)
    try:
        result = _run_warm(source, requests, limits) if current().is_warm else None
        if result is not None:
            return result
        with (
            Jail(is_warm=False, is_stopgap=current().is_warm) as jail,
            closing(Session(jail, limits)) as session,
        ):
            return _run_in(session, source, requests)
    except (SandboxBroken, OSError, subprocess.SubprocessError) as error:
        logger.exception("The sandbox could not run a submission")
        return RunResult(
            Outcome.BROKEN, (NOT_RUN,) * len(calls), reason="sandbox", tier=TIER, detail=str(error)
        )


def _run_warm(source: str, requests: Requests, limits: Limits) -> RunResult | None:
    """Run in this thread's jail; once more in a fresh one when it dies, which is nobody's fault.

    Return None where the machine allows no such jail.
    """
    for is_last in (False, True):
        if not keep.ensure_jail():
            return None
        try:
            with keep.lend(limits) as session:
                result = _run_in(session, source, requests)
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


def _run_in(session: Session, source: str, requests: Requests) -> RunResult:
    transcript = _Transcript()
    session.send_source(requests.source)
    first = requests.first
    is_last = first.n_calls == len(requests.calls)
    # A source without a call has nothing to ring after.
    session.send_first(first.data, is_last=is_last, is_patient=is_last or first.n_calls > 0)
    session.await_ready()
    try:
        try:
            cause = _converse(session, source, requests, transcript)
        except Ended as ended:
            # What had come before counts, and comes first.
            cause = transcript.read(source) or ended.cause
    except framing.FrameError:
        cause = "malformed_answer"
    ending = session.end(cause)
    outcome, reason = verdict.judge(ending, session.limits)
    stdout = session.stdout_bytes()
    if cause:
        transcript.end_batch(stdout)
    missing = len(requests.calls) - len(transcript.calls)
    return RunResult(
        outcome=outcome,
        calls=(*transcript.calls, *(NOT_RUN,) * missing),
        stdout=clean_text(stdout),
        import_stdout=transcript.import_stdout or "",
        error=transcript.error,
        reason=reason,
        cpu_s=ending.cpu_s,
        wall_s=ending.wall_s,
        peak_memory_bytes=ending.peak_memory_bytes,
        tier=session.jail.tier,
        detail=f"wait status {ending.status}, cause {ending.cause or 'none'}",
    )


def _converse(session: Session, source: str, requests: Requests, transcript: _Transcript) -> str:
    """Read what the source gave, then send batch after batch; return the cause of the end.

    A batch enters the jail only when the previous one's answers and output have left it, so
    neither can depend on a later batch's inputs.
    """
    later = requests.later
    if not later:
        session.expect_end()
    cause = _load(session, source, transcript)
    cause = cause or _take_answers(session, source, requests.first.n_calls, transcript)
    for batch in later:
        if cause:
            break
        transcript.end_batch(session.read_stdout())
        session.send(batch.data, is_last=batch is later[-1], is_patient=True)
        if batch is later[-1]:
            session.expect_end()
        cause = transcript.read(source)
        cause = cause or _take_answers(session, source, batch.n_calls, transcript)
    cause = cause or transcript.read(source)
    if not cause:
        transcript.end_batch(session.read_stdout())
    return cause


def _load(session: Session, source: str, transcript: _Transcript) -> str:
    """Read what became of the source; return the cause of the end, empty when it was loaded."""
    (frame,), _ = session.receive(1)
    if frame.sequence != 0:
        return "unasked_answer"
    cursor = framing.Cursor(frame.payload)
    if frame.kind == framing.REFUSED:
        reason = cursor.text()
        if reason == "syntax_error":
            transcript.error, _ = read_error(cursor, source)
        return reason if reason in ("syntax_error", "no_callable") else "malformed_answer"
    if frame.kind == framing.IMPORT_RAISED:
        transcript.error, is_memory = read_error(cursor, source)
        return "memory_error" if is_memory else "raised_at_import"
    return "" if frame.kind == framing.LOADED else "malformed_answer"


def _take_answers(session: Session, source: str, n_calls: int, transcript: _Transcript) -> str:
    """Take the answers to a batch's calls; return the cause of the end, empty if all came.

    The child waits while the first batch's are read, so plain arrays, which can end nothing but
    with a fault of the child's own, stay unread until it has its next calls.
    """
    is_first = transcript.import_stdout is None
    n_wanted = transcript.n_come() + n_calls
    while (n_come := transcript.n_come()) < n_wanted:
        started_s = session.cpu_s()
        frames, before_s = session.receive(n_wanted - n_come)
        # Nobody knows from outside what each of those took that were noticed together; until the
        # look before, it was all the first one's.
        share_s = max(session.cpu_s() - before_s, 0.0) / len(frames)
        first_s = max(before_s - started_s, 0.0)
        for number, frame in enumerate(frames, n_come + 1):
            if frame.sequence != number:
                return transcript.read(source) or "unasked_answer"
            if frame.kind != framing.RESULT:
                return transcript.read(source) or "malformed_answer"
            transcript.unread.append((frame, first_s + share_s))
            first_s = 0.0
        if not is_first or not all(is_plain(frame.payload) for frame in frames):
            cause = transcript.read(source)
            if cause:
                return cause
    return ""


def _refused(calls: Sequence[Call], reason: str) -> RunResult:
    return RunResult(Outcome.REFUSED, (NOT_RUN,) * len(calls), reason=reason, tier=TIER)
