"""Holds a problem's cases against every wrong program that is known or can be derived.

A program that differs from the solver somewhere within the task's rules must fail in every draw of
the cases; one that slips through any draw lives, and the suite is refused. A mutant that agrees
with the solver on a far larger set of calls is called equivalent, with the number of calls as
evidence: not killed, and not alive.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from grader.grading import grade_source
from grader.problems.model import Problem
from grader.proving.mutants import Mutant
from grader.proving.solutions import Solution
from grader.proving.trials import N_AT_ONCE, Answer, Trial, make_trials, run_programs
from grader.report import Report

NAMED_SHARE = 0.8
# Behind the draws' own seeds, so that no call is drawn twice.
_CONTRACT_SEED = 0xC0DE


class Fate(enum.Enum):
    """What became of a wrong program."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    LIVES = "lives"


@dataclass(frozen=True)
class Bug:
    """One wrong program and what the cases did with it.

    ``kills`` names the cases of the first draw that it fails; ``signature`` is the same for
    programs that behave alike; ``n_compared`` counts the calls on which a survivor was compared.
    """

    name: str
    kind: str
    fate: Fate
    kills: frozenset[str]
    signature: str
    evidence: str = ""
    n_compared: int = 0


@dataclass(frozen=True)
class Graded:
    """A solution of the folder and what the judge said of it, in the jail."""

    solution: Solution
    report: Report

    @property
    def found(self) -> tuple[str, ...]:
        """Return the ids of the named mistakes."""
        return tuple(mistake.id for mistake in self.report.diagnosis)

    @property
    def is_named(self) -> bool:
        """Tell whether the diagnosis names the right mistake, or an equivalent one."""
        return self.solution.is_named_by(self.found)

    @property
    def is_as_promised(self) -> bool:
        """Tell whether verdict and diagnosis are those of the header."""
        if self.report.verdict != self.solution.verdict:
            return False
        return self.is_named or not self.solution.diagnosis


@dataclass(frozen=True)
class Proof:
    """Everything that was found out about a problem's cases."""

    problem: Problem
    seeds: tuple[str, ...]
    cases: tuple[tuple[str, str], ...]
    graded: tuple[Graded, ...]
    wrong: tuple[Bug, ...]
    mutants: tuple[Bug, ...]
    broken_references: Mapping[str, str]

    @property
    def bugs(self) -> tuple[Bug, ...]:
        """Return the wrong programs, hand-written first."""
        return (*self.wrong, *self.mutants)

    def count(self, fate: Fate, bugs: Iterable[Bug] | None = None) -> int:
        """Return how many wrong programs have this fate."""
        return sum(bug.fate is fate for bug in (self.bugs if bugs is None else bugs))

    def n_distinct(self, bugs: Iterable[Bug] | None = None) -> int:
        """Return how many different behaviours were killed."""
        chosen = self.bugs if bugs is None else bugs
        return len({bug.signature for bug in chosen if bug.fate is Fate.KILLED})

    @property
    def named_share(self) -> float:
        """Return the share of the hand-written wrong programs whose mistake is named rightly."""
        wrong = [g for g in self.graded if g.solution.verdict != "accepted"]
        return sum(g.is_named for g in wrong) / len(wrong) if wrong else 1.0

    @property
    def has_judge_failure(self) -> bool:
        """Tell whether the judge failed for any solution: then this is no proof."""
        return any(g.report.verdict == "system_error" for g in self.graded)

    def lone_kills(self) -> dict[str, int]:
        """Return for each case how many different bugs no other case kills, in the first draw."""
        only = {bug.signature: next(iter(bug.kills)) for bug in self.bugs if len(bug.kills) == 1}
        names = list(only.values())
        return {name: names.count(name) for name, _ in self.cases}

    def redundant(self) -> tuple[str, ...]:
        """Return the cases any one of which could go without a bug of the first draw living."""
        return tuple(name for name, count in self.lone_kills().items() if count == 0)

    def faults(self) -> list[str]:
        """Return one sentence for each reason to refuse the suite; empty when it holds."""
        found = [f"reference {name}: {why}" for name, why in self.broken_references.items()]
        for g in self.graded:
            if not g.is_as_promised:
                found.append(
                    f"{g.solution.name}: got {g.report.verdict} and "
                    f"{', '.join(g.found) or 'no diagnosis'}, expected {g.solution.verdict} and "
                    f"{g.solution.diagnosis or 'any diagnosis'}"
                )
        found += [
            f"lives: {bug.name} ({bug.evidence})" for bug in self.bugs if bug.fate is Fate.LIVES
        ]
        if self.named_share < NAMED_SHARE:
            found.append(
                f"{self.named_share:.0%} of the wrong solutions are named by the diagnosis, "
                f"expected {NAMED_SHARE:.0%}"
            )
        return found


@dataclass(frozen=True)
class Subjects:
    """The programs that a proof is made with."""

    references: Sequence[Solution]
    wrong: Sequence[Solution]
    mutants: Sequence[Mutant]


def prove(
    problem: Problem, subjects: Subjects, seeds: Sequence[str], *, n_compared: int = 1000
) -> Proof:
    """Return the proof for these programs over one draw of the cases per seed."""
    draws = [_draw(problem, seed) for seed in seeds]
    sources = [*(s.source for s in subjects.wrong), *(m.source for m in subjects.mutants)]
    first = run_programs(sources, problem.function, draws[0])
    later = [run_programs(sources, problem.function, d, is_brief=True) for d in draws[1:]]
    n_killing = [
        sum(any(answer.is_kill for answer in answers[at]) for answers in (first, *later))
        for at in range(len(sources))
    ]
    n_wrong = len(subjects.wrong)
    wrong = tuple(
        _judge(solution.name, "wrong", draws[0], answers, n, len(seeds))
        for solution, answers, n in zip(subjects.wrong, first, n_killing, strict=False)
    )
    mutants = [
        _judge(mutant.name, mutant.operator, draws[0], answers, n, len(seeds))
        for mutant, answers, n in zip(
            subjects.mutants, first[n_wrong:], n_killing[n_wrong:], strict=True
        )
    ]
    _compare_survivors(problem, subjects, mutants, n_killing[n_wrong:], n_compared)
    return Proof(
        problem=problem,
        seeds=tuple(seeds),
        cases=tuple((t.case.name, t.case.group) for t in draws[0]),
        graded=_grade(problem, (*subjects.references, *subjects.wrong), seeds[0]),
        wrong=wrong,
        mutants=tuple(mutants),
        broken_references=_check_references(problem, subjects.references, draws),
    )


def _draw(problem: Problem, seed: str) -> tuple[Trial, ...]:
    rng = np.random.default_rng(int(seed, 16))
    return make_trials(problem, (*problem.visible_cases, *problem.draw_cases(rng)))


def _grade(problem: Problem, solutions: Sequence[Solution], seed: str) -> tuple[Graded, ...]:
    """Grade solutions as a submission is graded, two at a time: most of it is waiting."""
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        reports = pool.map(lambda s: grade_source(problem, s.source, seed=seed), solutions)
        return tuple(Graded(s, report) for s, report in zip(solutions, reports, strict=True))


def _check_references(
    problem: Problem, references: Sequence[Solution], draws: Sequence[Sequence[Trial]]
) -> dict[str, str]:
    broken: dict[str, str] = {}
    for draw in draws:
        answers = run_programs([r.source for r in references], problem.function, draw)
        for reference, given in zip(references, answers, strict=True):
            for trial, answer in zip(draw, given, strict=True):
                if answer.verdict != "accepted":
                    broken.setdefault(reference.name, f"{trial.case.name}: {answer.verdict}")
    return broken


def _judge(
    name: str,
    kind: str,
    trials: Sequence[Trial],
    answers: Sequence[Answer],
    n_killing: int,
    n_draws: int,
) -> Bug:
    return Bug(
        name=name,
        kind=kind,
        fate=Fate.KILLED if n_killing == n_draws else Fate.LIVES,
        kills=frozenset(t.case.name for t, a in zip(trials, answers, strict=True) if a.is_kill),
        signature=" ".join(f"{a.verdict}:{a.digest}" for a in answers),
        evidence=f"killed in {n_killing} of {n_draws} draws",
    )


def _compare_survivors(
    problem: Problem,
    subjects: Subjects,
    bugs: list[Bug],
    n_killing: Sequence[int],
    n_compared: int,
) -> None:
    """Replace mutants that no draw killed by what a larger set of calls says of them."""
    rng = np.random.default_rng(_CONTRACT_SEED)
    survivors = [at for at, n in enumerate(n_killing) if n == 0]
    if not survivors:
        return
    calls = make_trials(problem, [problem.draw_any(rng) for _ in range(n_compared)])
    for reference in subjects.references:
        chosen = [at for at in survivors if subjects.mutants[at].reference == reference.name]
        if not chosen:
            continue
        # A reference may be less exact than the solver somewhere; its mutants need be no better.
        (own,) = run_programs([reference.source], problem.function, calls)
        fair = [call for call, answer in zip(calls, own, strict=True) if not answer.is_kill]
        sources = [subjects.mutants[at].source for at in chosen]
        for at, answers in zip(
            chosen, run_programs(sources, problem.function, fair, is_brief=True), strict=True
        ):
            bugs[at] = _compared(bugs[at], fair, answers)


def _compared(bug: Bug, calls: Sequence[Trial], answers: Sequence[Answer]) -> Bug:
    fate, evidence = Fate.EQUIVALENT, f"equal on {len(calls)} calls"
    for call, answer in zip(calls, answers, strict=True):
        if answer.is_kill:
            fate = Fate.LIVES
            evidence = f"{bug.evidence}, but {answer.verdict} with {call.case.name}"
            break
    return Bug(bug.name, bug.kind, fate, bug.kills, bug.signature, evidence, len(calls))
