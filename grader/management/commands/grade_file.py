"""Grades files from the command line, as the worker would: an author's tool, no web or database."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grader import sandbox
from grader.errors import ProblemNotFound, SourceRefused
from grader.grading import grade_source, new_seed, refuse
from grader.problems import Problem, get_problem
from grader.report import CaseReport, Report
from grader.sandbox import SandboxStatus
from grader.sources import read_source
from grader.verdicts import get_verdict

_ALL_ACCEPTED, _OTHER_VERDICT, _OUR_FAILURE = 0, 1, 2


@dataclass(frozen=True)
class Graded:
    """One file and what became of it."""

    file: str
    report: Report


class Command(BaseCommand):
    """Grade files against a problem."""

    help = (
        "Grade Python files against a problem. Exit code: 0 when all are accepted, 1 for any other "
        "verdict, 2 when the judge failed or the command was misused."
    )
    # An author may not have a database; nothing here needs one.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the files, the problem and the form of the output."""
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--problem", required=True, help="slug of the problem")
        parser.add_argument("--json", action="store_true", help="print one JSON list")
        parser.add_argument("--seed", default="", help="hexadecimal; repeats a grading's cases")

    def handle(self, *_: Any, **options: Any) -> None:
        """Grade the files in the order given and print the verdicts."""
        problem = _find_problem(options["problem"])
        seed = _read_seed(options["seed"])
        contents = [(name, _read_file(name)) for name in options["files"]]
        status = sandbox.check_sandbox()
        graded = [Graded(name, _grade(problem, raw, seed, status)) for name, raw in contents]
        if options["json"]:
            self.stdout.write(json.dumps([_to_json(g) for g in graded], indent=2))
        else:
            for entry in graded:
                self._print(entry)
        verdicts = {entry.report.verdict for entry in graded}
        if "system_error" in verdicts:
            self._say_why(status)
            raise SystemExit(_OUR_FAILURE)
        raise SystemExit(_ALL_ACCEPTED if verdicts == {"accepted"} else _OTHER_VERDICT)

    def _print(self, entry: Graded) -> None:
        report = entry.report
        verdict = get_verdict(report.verdict)
        score = "-" if report.score is None else f"{report.score:.2f}"
        self.stdout.write(f"{verdict.sign} {entry.file}: {verdict.title}, score {score}")
        self.stdout.write(f"  {report.message}")
        for line, text in report.error_lines:
            self.stdout.write(f"  line {line}: {text.strip()}")
        for mistake in report.diagnosis:
            self.stdout.write(f"  {mistake.id}: {' '.join(mistake.explanation.split())}")
        for case in report.cases:
            if case.verdict != "accepted":
                row = get_verdict(case.verdict)
                self.stdout.write(f"  {row.sign} {case.name}: {row.title}. {case.message}".rstrip())
        n_passed = sum(case.verdict == "accepted" for case in report.cases)
        self.stdout.write(
            f"  {n_passed} of {len(report.cases)} cases, {report.time_s:.2f} s, "
            f"{report.peak_memory_bytes / 2**20:.0f} MiB, {report.sandbox_tier or 'no sandbox'}"
        )

    def _say_why(self, status: SandboxStatus) -> None:
        for problem in status.problems:
            self.stderr.write(f"{problem.what} Fix: {problem.fix}")


def _find_problem(slug: str) -> Problem:
    try:
        return get_problem(slug)
    except ProblemNotFound as error:
        raise CommandError(str(error), returncode=_OUR_FAILURE) from None


def _read_seed(text: str) -> str:
    if set(text.lower()) - set("0123456789abcdef"):
        raise CommandError(
            f"--seed: found {text!r}, expected hexadecimal digits", returncode=_OUR_FAILURE
        )
    return text


def _read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{name}: cannot be read ({error.strerror})", returncode=_OUR_FAILURE
        ) from None


def _grade(problem: Problem, raw: bytes, seed: str, status: SandboxStatus) -> Report:
    try:
        source = read_source(raw)
    except SourceRefused as error:
        return refuse(problem, str(error))
    if not status.is_ready:
        return Report(
            problem=problem.slug,
            problem_version=problem.version,
            verdict="system_error",
            score=None,
            message="There is no working sandbox here, so the code was not run.",
        )
    return grade_source(problem, source, seed=seed or new_seed())


def _to_json(entry: Graded) -> dict[str, Any]:
    report = entry.report
    return {
        "file": entry.file,
        "verdict": report.verdict,
        "score": report.score,
        "message": report.message,
        "diagnosis": [mistake.id for mistake in report.diagnosis],
        "cases": [_case_to_json(case) for case in report.cases],
        "time_s": report.time_s,
        "peak_memory_bytes": report.peak_memory_bytes,
        "sandbox_tier": report.sandbox_tier,
    }


def _case_to_json(case: CaseReport) -> dict[str, Any]:
    got = case.got
    return {
        "name": case.name,
        "verdict": case.verdict,
        "message": case.message,
        "got": None
        if got is None
        else {
            "type": got.type,
            "shape": None if got.shape is None else list(got.shape),
            "dtype": got.dtype,
            "values": list(got.values),
        },
    }
