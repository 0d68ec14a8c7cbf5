"""Proves that problems' cases test: an author's tool, no web and no database."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from grader import sandbox
from grader.errors import ProblemError, ProblemNotFound
from grader.grading import new_seed
from grader.problems import Problem, get_problem, problem_slugs
from grader.proving.mutants import derive_mutants, take_sample
from grader.proving.printing import format_proof, proof_to_json
from grader.proving.proof import Proof, Subjects, prove
from grader.proving.solutions import read_references, read_wrong

_HOLDS, _REFUSED, _OUR_FAILURE = 0, 1, 2


class Command(BaseCommand):
    """Prove problems."""

    help = (
        "Run every reference solution, every wrong solution and every mutant derived from the "
        "references over a problem's cases. Exit code: 0 when every wrong program is killed, 1 "
        "when the suite is refused, 2 when the judge failed or the command was misused."
    )
    # An author may not have a database; nothing here needs one.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the problems and the size of the proof."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="all problems by default")
        parser.add_argument("--json", action="store_true", help="print one JSON list")
        parser.add_argument("--seed", default="", help="hexadecimal; repeats a proof's cases")
        parser.add_argument(
            "--draws", type=int, default=3, help="how often the hidden cases are drawn (3)"
        )
        parser.add_argument(
            "--calls",
            type=int,
            default=1000,
            help="calls on which survivors are compared with the solver (1000)",
        )
        parser.add_argument(
            "--mutants", type=int, default=None, help="take that many of the mutants, evenly spread"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Prove the problems in the order given."""
        problems = [_find_problem(slug) for slug in options["slugs"] or problem_slugs()]
        seeds = _make_seeds(options["seed"], options["draws"])
        if options["calls"] < 1:
            raise _misuse(f"--calls: found {options['calls']}, expected at least 1")
        status = sandbox.check_sandbox()
        if not status.is_ready:
            for lack in status.problems:
                self.stderr.write(f"{lack.what} Fix: {lack.fix}")
            raise CommandError(
                "There is no working sandbox here, so nothing is proved.", returncode=_OUR_FAILURE
            )
        proofs = []
        for problem in problems:
            started = time.monotonic()
            proof = _prove(problem, seeds, options)
            proofs.append(proof)
            if not options["json"]:
                self.stdout.write("\n".join(format_proof(proof)))
                self.stdout.write(f"{time.monotonic() - started:.0f} s")
        if options["json"]:
            self.stdout.write(json.dumps([proof_to_json(proof) for proof in proofs], indent=2))
        if any(proof.has_judge_failure for proof in proofs):
            raise SystemExit(_OUR_FAILURE)
        raise SystemExit(_REFUSED if any(proof.faults() for proof in proofs) else _HOLDS)


def _prove(problem: Problem, seeds: list[str], options: dict[str, Any]) -> Proof:
    try:
        references = read_references(problem.slug)
        mutants = derive_mutants(references, problem.function)
        if options["mutants"] is not None:
            mutants = take_sample(mutants, options["mutants"])
        subjects = Subjects(references, read_wrong(problem.slug), mutants)
        return prove(problem, subjects, seeds, n_compared=options["calls"])
    except ProblemError as error:
        raise CommandError(str(error), returncode=_OUR_FAILURE) from None


def _find_problem(slug: str) -> Problem:
    try:
        return get_problem(slug)
    except (ProblemNotFound, ProblemError) as error:
        raise CommandError(str(error), returncode=_OUR_FAILURE) from None


def _make_seeds(text: str, n_draws: int) -> list[str]:
    if set(text.lower()) - set("0123456789abcdef"):
        raise _misuse(f"--seed: found {text!r}, expected hexadecimal digits")
    if n_draws < 1:
        raise _misuse(f"--draws: found {n_draws}, expected at least 1")
    if not text:
        # Short, because they are printed to be repeated and guard nothing.
        return [new_seed()[:8] for _ in range(n_draws)]
    return [f"{int(text, 16) + step:x}" for step in range(n_draws)]


def _misuse(message: str) -> CommandError:
    return CommandError(message, returncode=_OUR_FAILURE)
