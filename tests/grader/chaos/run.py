"""One run under chaos: hand in, kill, start again, and count at the end."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tests.fixtures.servers import ROOT
from tests.grader.chaos.parts import Parts
from tests.grader.chaos.programs import Program, choose_programs

_N_STUDENTS = 7


@dataclass
class Outcome:
    """What became of the submissions; every list of ids should be empty."""

    n: int
    kills: Counter[str] = field(default_factory=Counter)
    # How many submissions took how many runs.
    runs: Counter[int] = field(default_factory=Counter)
    n_excused: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    unfinished: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    told_twice: list[str] = field(default_factory=list)
    told_otherwise: list[str] = field(default_factory=list)
    # Killed between its commit and its news: settled by the boxes above, from the row.
    n_untold: int = 0
    time_s: float = 0.0
    # From the last kill to the last verdict.
    settled_s: float = 0.0

    def __str__(self) -> str:
        kills = ", ".join(f"{kind} {n}" for kind, n in sorted(self.kills.items()))
        runs = ", ".join(f"{n} x {k}" for k, n in sorted(self.runs.items()))
        return (
            f"{self.n} submissions in {self.time_s:.0f} s; kills: {kills}; "
            f"runs (submissions x runs): {runs}; excused runs: {self.n_excused}; "
            f"unfinished {len(self.unfinished)}, wrong {len(self.wrong)}, "
            f"told twice {len(self.told_twice)}, untold {self.n_untold}; "
            f"settled {self.settled_s:.1f} s after the last kill"
        )


@dataclass(frozen=True)
class Plan:
    """How much is handed in, over which time, and how often something is killed."""

    n: int
    hand_in_s: float
    n_kills: int
    kill_every_s: tuple[float, float]
    loop_every: int
    patience_s: float
    seed: int


def run_chaos(directory: Path, plan: Plan) -> Outcome:
    """Run the plan and return what became of everything."""
    dice = random.Random(plan.seed)
    programs = choose_programs(plan.n, loop_every=plan.loop_every)
    parts = Parts(directory, dice)
    try:
        parts.wait_ready()
        started = time.monotonic()
        outcome = Outcome(plan.n)
        students = [f"student {dice.randrange(_N_STUDENTS)}" for _ in programs]
        with hand_in(parts, programs, students, over_s=plan.hand_in_s) as handing_in:
            _kill_now_and_then(parts, plan, dice, outcome, handing_in)
            last_kill = time.monotonic()
            ids = handing_in.communicate(timeout=plan.patience_s)[0].split()[::2]
        assert len(ids) == plan.n, f"{len(ids)} of {plan.n} were handed in"
        deadline = time.monotonic() + plan.patience_s
        while _count_open(parts) and time.monotonic() < deadline:
            parts.look_after()
            time.sleep(0.1)
        outcome.settled_s = time.monotonic() - last_kill
        outcome.time_s = time.monotonic() - started
        time.sleep(1)  # News, and results that come a second time, would come now.
        _count(parts, dict(zip(ids, programs, strict=True)), outcome)
    finally:
        parts.stop()
    return outcome


def hand_in(
    parts: Parts, programs: Sequence[Program], students: Sequence[str], *, over_s: float = 0
) -> "subprocess.Popen[str]":
    """Start handing in, as a process of its own; it prints the ids and places in the queue."""
    path = parts.directory / "submissions.jsonl"
    with path.open("w") as stream:
        for program, student in zip(programs, students, strict=True):
            stream.write(json.dumps([over_s / len(programs), student, program.source]) + "\n")
    with path.open() as stream, (parts.directory / "hand_in.log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.grader.chaos.hand_in"],
            cwd=ROOT,
            env={**os.environ, **parts.environment},
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def _kill_now_and_then(
    parts: Parts,
    plan: Plan,
    dice: random.Random,
    outcome: Outcome,
    handing_in: "subprocess.Popen[str]",
) -> None:
    """Kill each kind in turn, in a shuffled order, until all is handed in and graded."""
    kinds: list[str] = []
    while outcome.kills.total() < plan.n_kills:
        pause_until = time.monotonic() + dice.uniform(*plan.kill_every_s)
        while time.monotonic() < pause_until:
            parts.look_after()
            time.sleep(0.05)
        kinds = kinds or dice.sample(list(parts.kinds), len(parts.kinds))
        if parts.kinds[kinds[-1]]():
            outcome.kills[kinds.pop()] += 1
        elif handing_in.poll() is not None and not _count_open(parts):
            return


def _count_open(parts: Parts) -> int:
    rows = parts.read("SELECT count(*) FROM grader_submission WHERE state <> 'graded'")
    return int(str(rows[0][0]))


def _count(parts: Parts, programs: dict[str, Program], outcome: Outcome) -> None:
    rows = parts.read("SELECT id, state, verdict, runs, excused_runs FROM grader_submission")
    verdicts = {}
    for key, state, verdict, runs, excused in rows:
        submission = _with_dashes(str(key))
        verdicts[submission] = str(verdict)
        outcome.verdicts[str(verdict)] += 1
        outcome.runs[int(str(runs))] += 1
        outcome.n_excused += int(str(excused))
        if state != "graded":
            outcome.unfinished.append(submission)
        elif verdict != programs[submission].verdict:
            outcome.wrong.append(f"{submission} {verdict} not {programs[submission].verdict}")
    lines = parts.news.read_text().split("\n")[:-1]
    told = Counter(line.split()[0] for line in lines)
    outcome.told_twice = [key for key, n in told.items() if n > 1]
    outcome.told_otherwise = [
        line for line in lines if verdicts.get(line.split()[0]) != line.split()[1]
    ]
    outcome.n_untold = len(set(programs) - set(told))


def _with_dashes(key: str) -> str:
    """Return SQLite's 32 hexadecimal digits as a UUID is written."""
    return str(UUID(key))
