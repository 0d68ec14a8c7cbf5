"""Grades one source: draws the cases, runs them in the sandbox, checks and diagnoses.

The only user of ``grader.sandbox.run``. Needs no database, so that an author's command and the
worker grade alike. Expected outputs are computed here and never sent in.
"""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader import room, sandbox
from grader.checker import Check, check_call
from grader.diagnosis import diagnose
from grader.picture import draw_figure, show_got
from grader.problems.model import Case, Finding, Observation, Problem
from grader.report import CaseReport, DiagnosisReport, Report
from grader.sandbox import Call, CallResult, Outcome, ReturnKind, RunResult, StudentError
from grader.text import clean_text

logger = logging.getLogger(__name__)

_SEED_BYTES = 16
_STDOUT_SHOWN = 8 * 1024
_MESSAGE_SHOWN = 300
_MIB = 1024 * 1024
_ENDED_BY = {
    Outcome.TIME_LIMIT: "time_limit",
    Outcome.MEMORY_LIMIT: "memory_limit",
    Outcome.OUTPUT_LIMIT: "output_limit",
    Outcome.CRASHED: "runtime_error",
    Outcome.POLICY: "policy_violation",
}


def new_seed() -> str:
    """Return a fresh secret seed: the hidden cases of one grading follow from it."""
    return secrets.token_hex(_SEED_BYTES)


def grade_source(problem: Problem, source: str, *, seed: str) -> Report:
    """Return the report on a source; never raises for anything that the source does."""
    rng = np.random.default_rng(int(seed, 16))
    cases = (*problem.visible_cases, *problem.draw_cases(rng))
    probes = problem.draw_probes(rng)
    calls = _join((*cases, *probes))
    run = _run(problem, source, calls)
    if run.outcome is Outcome.BROKEN or len(run.calls) != len(calls):
        return _system_error(problem, run)
    if run.outcome is Outcome.REFUSED:
        return refuse(problem, _say_refusal(problem, run), run=run)
    observations = _observe(problem, cases, run.calls[: len(cases)], run)
    probed = _observe(problem, probes, run.calls[len(cases) :], run)
    return _report(problem, observations, probed, run)


def run_examples(problem: Problem, source: str) -> Report:
    """Return what the visible cases say of a source: no score, no diagnosis, nothing hidden."""
    visible = replace(problem, draw_cases=_draw_nothing, draw_probes=_draw_nothing)
    return replace(grade_source(visible, source, seed="0"), score=None)


def _draw_nothing(_: np.random.Generator) -> tuple[Case, ...]:
    return ()


def _join(cases: Sequence[Case]) -> list[Call]:
    """Return the calls in two batches: the visible ones enter with the source, then all others.

    What is printed until the visible ones are answered is shown, so no hidden input may have
    entered before. An answer that knows another hidden input gains nothing: each is compared with
    its own expected output, which never enters.
    """
    calls, was_hidden = [], False
    for case in cases:
        is_joined = case.is_hidden == was_hidden
        calls.append(Call(case.given(), case.named(), is_joined=is_joined))
        was_hidden = case.is_hidden
    return calls


def _run(problem: Problem, source: str, calls: Sequence[Call]) -> RunResult:
    """Run the calls; what went over a time limit is run once more, alone, and that run counts.

    The processor clock counts nobody else's work, but caches, memory and the wall clock are
    shared: a neighbour must not turn a solution that is just fast enough into one that is not.
    """
    with room.beside_others():
        run = sandbox.run(source, problem.function, calls, problem.limits)
    if run.outcome is not Outcome.TIME_LIMIT:
        return run
    with room.alone() as is_alone:
        again = sandbox.run(source, problem.function, calls, problem.limits)
    logger.info(
        "A time limit (%s, %.1f s) was tried again%s: %s",
        run.reason,
        run.cpu_s,
        " alone" if is_alone else "",
        again.outcome.value,
    )
    return again


def refuse(problem: Problem, message: str, *, run: RunResult | None = None) -> Report:
    """Return the report on a source that was not run."""
    return Report(
        problem=problem.slug,
        problem_version=problem.version,
        verdict="refused",
        score=0.0,
        message=message,
        error_lines=run.error.lines if run and run.error else (),
        time_s=run.cpu_s if run else 0.0,
        wall_s=run.wall_s if run else 0.0,
        peak_memory_bytes=run.peak_memory_bytes if run else 0,
        sandbox_tier=run.tier if run else "",
    )


def _system_error(problem: Problem, run: RunResult) -> Report:
    return Report(
        problem=problem.slug,
        problem_version=problem.version,
        verdict="system_error",
        score=None,
        message="The judge failed, not your code.",
        wall_s=run.wall_s,
        sandbox_tier=run.tier,
        detail=run.detail or f"{len(run.calls)} results, outcome {run.outcome.value}",
    )


def _say_refusal(problem: Problem, run: RunResult) -> str:
    if run.error is None:
        return f"Your source has no function {problem.function} that can be called."
    return _say_error(run.error)


def _say_error(error: StudentError) -> str:
    where = "" if error.line is None else f" (line {error.line})"
    text = clean_text(error.message)[:_MESSAGE_SHOWN].strip()
    return f"{error.type}: {text}{where}" if text else f"{error.type}{where}"


def _observe(
    problem: Problem, cases: Sequence[Case], results: Sequence[CallResult], run: RunResult
) -> list[Observation]:
    ended_by = _ENDED_BY.get(run.outcome)
    observations = []
    for case, result in zip(cases, results, strict=True):
        expectation = problem.expect(case)
        if ended_by and _is_the_end(result, run):
            check = Check(ended_by, _say_end(problem, run))
            ended_by = None
        elif result.kind is not ReturnKind.NOT_RUN:
            check = check_call(result, expectation, is_hidden=case.is_hidden)
        else:
            check = Check("not_run", "")
        # A message may quote the student's exception: nothing that a database refuses.
        check = replace(check, message=clean_text(check.message))
        observations.append(Observation(case, expectation, result, check))
    return observations


def _is_the_end(result: CallResult, run: RunResult) -> bool:
    """Tell whether a call is the one that ended the run: the first that did not answer.

    A call that ran out of memory does answer, with the exception.
    """
    return result.kind is ReturnKind.NOT_RUN or (
        run.outcome is Outcome.MEMORY_LIMIT
        and result.error is not None
        and result.error.type == "MemoryError"
    )


def _say_end(problem: Problem, run: RunResult) -> str:
    limits = problem.limits
    match run.outcome:
        case Outcome.TIME_LIMIT:
            return f"Your code ran for more than {limits.cpu_s:g} s, all cases together."
        case Outcome.MEMORY_LIMIT:
            return f"Your code needed more than {limits.memory_bytes // _MIB} MiB of memory."
        case Outcome.OUTPUT_LIMIT:
            return "Your code printed or returned more than is taken."
        case Outcome.POLICY:
            return "Your code tried something that is not allowed here, and was stopped."
        case _:
            return _say_crash(run)


def _say_crash(run: RunResult) -> str:
    if run.error is None:
        return "Your code ended the Python process before all cases had run."
    # Only the source's own body leaves an error here, and it runs before any input is sent.
    return _say_error(run.error)


def _report(
    problem: Problem,
    cases: Sequence[Observation],
    probes: Sequence[Observation],
    run: RunResult,
) -> Report:
    failed = next((o for o in cases if not o.is_passed), None)
    verdict = failed.check.verdict if failed else "accepted"
    ended_by = _ENDED_BY.get(run.outcome)
    # An end among the probes is not held against the student, except for breaking the rules.
    if ended_by and (run.outcome is Outcome.POLICY or _is_cut_short(cases)):
        verdict = ended_by
        failed = next((o for o in cases if o.check.verdict == ended_by), failed)
    findings = _diagnose(problem, cases, probes)
    return Report(
        problem=problem.slug,
        problem_version=problem.version,
        verdict=verdict,
        score=0.0 if verdict == "policy_violation" else _score(problem, cases),
        message=_say_report(problem, failed, verdict, run),
        error_lines=_error_lines(failed, run),
        stdout=_visible_stdout(cases, run),
        diagnosis=tuple(DiagnosisReport(f.id, f.title, f.explanation) for f in findings),
        cases=tuple(_case_report(observation) for observation in cases),
        time_s=run.cpu_s,
        wall_s=run.wall_s,
        peak_memory_bytes=run.peak_memory_bytes,
        sandbox_tier=run.tier,
        detail=run.detail,
    )


def _diagnose(
    problem: Problem, cases: Sequence[Observation], probes: Sequence[Observation]
) -> tuple[Finding, ...]:
    """Return the findings; a fault in finding them is logged and takes nobody's verdict away."""
    if not any(observation.case.is_hidden for observation in cases):
        # The examples are shown in full, and too few to tell mistakes apart.
        return ()
    try:
        return diagnose(problem, cases, probes)
    except Exception:
        logger.exception("Unable to diagnose a submission for problem %s", problem.slug)
        return ()


def _is_cut_short(cases: Sequence[Observation]) -> bool:
    return any(o.result.kind is ReturnKind.NOT_RUN for o in cases)


def _score(problem: Problem, cases: Sequence[Observation]) -> float:
    lost = {o.case.group for o in cases if not o.is_passed}
    if any(group.is_gate and group.name in lost for group in problem.groups):
        return 0.0
    kept = sum(group.weight for group in problem.groups if group.name not in lost)
    return kept / sum(group.weight for group in problem.groups)


def _say_report(problem: Problem, failed: Observation | None, verdict: str, run: RunResult) -> str:
    if failed is None:
        return "Every case passes." if verdict == "accepted" else _say_end(problem, run)
    if failed.check.verdict != verdict:
        return _say_end(problem, run)
    return f"{failed.case.name}: {failed.check.message}"


def _error_lines(failed: Observation | None, run: RunResult) -> tuple[tuple[int, str], ...]:
    error = failed.result.error if failed and failed.result.error else run.error
    return tuple((line, clean_text(text)) for line, text in error.lines) if error else ()


def _visible_stdout(cases: Sequence[Observation], run: RunResult) -> str:
    """Return what was printed before any hidden input had entered the jail."""
    parts = [run.import_stdout, *(o.result.stdout for o in cases if not o.case.is_hidden)]
    text = clean_text("".join(parts))
    return text if len(text) <= _STDOUT_SHOWN else f"{text[:_STDOUT_SHOWN]}\n… cut here"


def _case_report(observation: Observation) -> CaseReport:
    case = observation.case
    return CaseReport(
        name=case.name,
        group=case.group,
        is_hidden=case.is_hidden,
        verdict=observation.check.verdict,
        message=observation.check.message,
        got=show_got(observation.result),
        figure=None if case.is_hidden else draw_figure(observation),
        time_s=observation.result.time_s,
    )
