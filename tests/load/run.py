"""One crowd in one exam: made, let loose, watched, and its acknowledgements compared."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from examcenter.local import child
from tests.fixtures.servers import ROOT
from tests.load.ledger import Audit, audit_saves
from tests.load.service import Service
from tests.load.student import Manners

Hook = Callable[[str], object]


@dataclass(frozen=True)
class Plan:
    """How many students do what for how long."""

    n_students: int
    save_s: float
    every_s: float = 5.0
    n_saves_each: int = 12
    must_finish: bool = False
    is_patient: bool = False
    # Between the rush of the start and the first save.
    rest_s: float = 1.0
    seed: int = 5


@dataclass
class Outcome:
    """What a crowd met."""

    plan: Plan
    exam_id: str
    # Seconds and processor seconds of each phase, by its name.
    phases: dict[str, dict[str, float]] = field(default_factory=dict)
    book: dict[str, Any] = field(default_factory=dict)
    audit: Audit | None = None

    def of(self, what: str, number: str) -> float:
        """Return one number of something that was timed, 0 where it never happened."""
        return float(self.book["times"].get(what, {}).get(number, 0.0))

    def n_failed(self, *whats: str) -> int:
        """Return how often something failed; of everything without a name."""
        failed: Mapping[str, Mapping[str, int]] = self.book["failed"]
        return sum(sum(failed.get(what, {}).values()) for what in whats or tuple(failed))

    def to_text(self) -> str:
        """Return everything as a table for people."""
        lines = []
        for name, phase in self.phases.items():
            shown = ", ".join(f"{key} {value:.2f}" for key, value in phase.items())
            lines.append(f"  {name:<12} {shown}")
        for what, times in self.book["times"].items():
            shown = ", ".join(f"{key} {value:g}" for key, value in times.items())
            lines.append(f"  {what:<12} {shown}")
        for what, kinds in self.book["failed"].items():
            lines.append(f"  failed {what}: {dict(kinds)}")
        for what, example in self.book["examples"].items():
            lines.append(f"  for example {what}: {' '.join(example.split())[:300]}")
        if self.book["recoveries"]["n"]:
            lines.append(f"  recoveries: {self.book['recoveries']}")
        if self.audit is not None:
            found = self.audit
            lines.append(
                f"  acknowledged {found.n_acknowledged} saves of {found.n_answers} answers: "
                f"lost {len(found.lost)}, spoilt {len(found.spoilt)}"
            )
        return "\n".join(lines)


def run_crowd(service: Service, plan: Plan, *, hook: Hook = str) -> Outcome:
    """Let a crowd sit an exam of its own; the hook is told of each phase as it begins."""
    school = service.call("tests.load.school", plan.n_students)
    journal = service.directory / f"journal-{school['exam_id']}.txt"
    manners = Manners(
        exam=school["exam"],
        n_questions=school["n_questions"],
        every_s=plan.every_s,
        n_saves_each=plan.n_saves_each,
        is_patient=plan.is_patient,
    )
    told = {
        "port": service.run.port,
        "sessions": school["sessions"],
        "journal": str(journal),
        "manners": asdict(manners),
        "save_s": plan.save_s,
        "rest_s": plan.rest_s,
        "must_finish": plan.must_finish,
        "seed": plan.seed,
    }
    path = service.directory / "plan.json"
    path.write_text(json.dumps(told))
    outcome = Outcome(plan, school["exam_id"])
    before: tuple[str, dict[str, float], float] | None = None
    with crowd_process(str(path)) as lines:
        for line in lines:
            said = json.loads(line)
            phase, cpu, client_s = said["phase"], service.cpu_s(), said["client_cpu_s"]
            if before is not None:
                used = {kind: cpu[kind] - before[1].get(kind, 0.0) for kind in sorted(cpu)}
                outcome.phases[before[0]] = {
                    **{f"server cpu ({kind})": used_s for kind, used_s in used.items()},
                    "client cpu": client_s - before[2],
                    **({"took": said["time_s"]} if "time_s" in said else {}),
                }
            before = (phase, cpu, client_s)
            if phase == "done":
                outcome.book = said["book"]
            hook(phase)
    outcome.audit = audit_saves(journal, service.store)
    return outcome


@contextmanager
def crowd_process(plan_path: str) -> Iterator[Iterator[str]]:
    """Start the students' process and return the lines that it prints; it ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.load.crowd", plan_path],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=partial(child.die_with_parent, signal.SIGKILL, os.getpid()),
    ) as process:
        assert process.stdout is not None
        try:
            yield iter(process.stdout.readline, "")
            assert process.wait(60) == 0, "the students' process failed; its error is above"
        finally:
            process.kill()
