"""What the owner of a submission may see of it: ready to show, without a hidden number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from grader.health import WorkerStatus, worker_status
from grader.models import Submission
from grader.report import CaseReport, Figure, Matrix, Report
from grader.selectors import find_queue_position, get_report, get_submission
from grader.verdicts import get_verdict


@dataclass(frozen=True)
class CaseFigure:
    """A visible case in full; ``got`` and ``difference`` are None where there is none to show."""

    arguments: Mapping[str, Matrix]
    options: Mapping[str, int]
    expected: Matrix
    got: Matrix | None
    difference: Matrix | None


@dataclass(frozen=True)
class CaseView:
    """One case: of a hidden one its name and verdict, and a message without its numbers."""

    name: str
    is_hidden: bool
    verdict: str
    title: str
    sign: str
    message: str
    figure: CaseFigure | None


@dataclass(frozen=True)
class DiagnosisView:
    """One named mistake; the explanation is Markdown."""

    id: str
    title: str
    explanation: str


@dataclass(frozen=True)
class SubmissionView:
    """A submission as its owner sees it."""

    id: UUID
    problem: str
    state: str
    is_final: bool
    verdict: str
    title: str
    help: str
    sign: str
    score: float | None
    message: str
    error_lines: tuple[tuple[int, str], ...]
    stdout: str
    diagnosis: tuple[DiagnosisView, ...]
    cases: tuple[CaseView, ...]
    n_passed: int
    n_cases: int
    waiting: str
    waiting_text: str
    queue_position: int | None
    source: str
    created_at: datetime
    graded_at: datetime | None
    time_s: float
    peak_memory_bytes: int
    sandbox_tier: str


def get_submission_view(submission_id: UUID) -> SubmissionView:
    """Return what the owner of a submission may see of it.

    Raises
    ------
    SubmissionNotFound
        If there is no such submission.
    """
    return view_of(get_submission(submission_id))


def view_of(submission: Submission) -> SubmissionView:
    """Return what the owner may see of a submission that was already fetched."""
    report = get_report(submission)
    position = find_queue_position(submission)
    waiting, waiting_text = _waiting(position)
    title, help_text, sign = _words(submission)
    cases = tuple(_case_view(case) for case in report.cases) if report else ()
    return SubmissionView(
        id=submission.pk,
        problem=submission.problem,
        state=submission.state,
        is_final=submission.state == Submission.State.GRADED,
        verdict=submission.verdict,
        title=title,
        help=help_text,
        sign=sign,
        score=submission.score,
        message=submission.message,
        error_lines=report.error_lines if report else (),
        stdout=report.stdout if report else "",
        diagnosis=_diagnosis(report),
        cases=cases,
        n_passed=sum(case.verdict == "accepted" for case in cases),
        n_cases=len(cases),
        waiting=waiting,
        waiting_text=waiting_text,
        queue_position=position,
        source=submission.source,
        created_at=submission.created_at,
        graded_at=submission.graded_at,
        time_s=submission.time_s,
        peak_memory_bytes=submission.peak_memory_bytes,
        sandbox_tier=submission.sandbox_tier,
    )


def _words(submission: Submission) -> tuple[str, str, str]:
    if submission.state == Submission.State.GRADED:
        row = get_verdict(submission.verdict)
        return row.title, row.help, row.sign
    if submission.state == Submission.State.RUNNING:
        return "Running", "Your code is being run now.", "…"
    return "Waiting", "Your code is stored and waits for its turn.", "…"


def _waiting(position: int | None) -> tuple[str, str]:
    """Return why a queued submission is not yet running, as a code and a sentence."""
    if position is None:
        return "", ""
    status: WorkerStatus = worker_status()
    kept = "Your code is stored and nothing is lost; this page goes on by itself."
    if not status.is_alive:
        return "no_worker", f"The grading service is not running at the moment. {kept}"
    if not status.sandbox.is_ready:
        return (
            "no_sandbox",
            f"Code cannot be run safely at the moment, so it waits rather than being run. {kept}",
        )
    place = "You are next." if position == 1 else f"You are number {position} in the queue."
    return "busy", place


def _case_view(case: CaseReport) -> CaseView:
    row = get_verdict(case.verdict)
    return CaseView(
        name=case.name,
        is_hidden=case.is_hidden,
        verdict=case.verdict,
        title=row.title,
        sign=row.sign,
        message=case.message,
        # Stored for visible cases only; asked again here, because a leak would be here.
        figure=None if case.is_hidden or case.figure is None else _figure(case.figure),
    )


def _figure(figure: Figure) -> CaseFigure:
    return CaseFigure(
        arguments=figure.arguments,
        options=figure.options,
        expected=figure.expected,
        got=figure.got,
        difference=figure.difference,
    )


def _diagnosis(report: Report | None) -> tuple[DiagnosisView, ...]:
    if report is None:
        return ()
    return tuple(DiagnosisView(d.id, d.title, d.explanation) for d in report.diagnosis)
