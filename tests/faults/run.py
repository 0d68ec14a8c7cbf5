"""A crowd in an exam while parts of the service are killed, and what became of its answers."""

import os
import signal
import time
from dataclasses import dataclass, field

from tests.faults.witness import Testimony, hear, swear_in
from tests.fixtures.servers import wait_until
from tests.load.ledger import Audit, audit_saves
from tests.load.run import Outcome, Plan, run_crowd
from tests.load.service import Service

# How the supervisor's children are told apart.
_PATTERNS = {"web": "gunicorn", "worker": "celery.*worker", "redis": "valkey|redis-server"}


@dataclass(frozen=True)
class FaultPlan:
    """Who sits the exam, what is killed in which order, and how long the crowd gets to recover."""

    crowd: Plan
    kills: tuple[str, ...] = ("web", "worker", "redis", "database")
    first_after_s: float = 4.0
    pause_s: float = 6.0
    # From the first of them who hands in to another end of the web server.
    finish_kill_after_s: float = 0.5
    graded_s: float = 300.0


@dataclass
class FaultOutcome:
    """What a run with faults left."""

    crowd: Outcome
    testimony: Testimony
    kills: list[str] = field(default_factory=list)
    # Acknowledged saves that were not in the database right after a kill.
    lost_at_once: list[str] = field(default_factory=list)
    n_audits: int = 0

    def to_text(self) -> str:
        """Return everything for people."""
        found = self.testimony
        return (
            f"{self.crowd.to_text()}\n"
            f"  killed: {', '.join(self.kills)}; compared {self.n_audits} times at once: "
            f"lost {len(self.lost_at_once)}\n"
            f"  attempts {found.n_attempts}, finished {found.n_finished}; twice: finished "
            f"{len(found.finished_twice)}, scored {len(found.scored_twice)}, "
            f"marked {len(found.marked_twice)}, submitted {len(found.submitted_twice)}, "
            f"settled {len(found.settled_twice)}; code submitted {found.n_submissions}, "
            f"not graded {found.n_ungraded}"
        )


def run_faults(service: Service, plan: FaultPlan) -> FaultOutcome:
    """Let the crowd sit its exam, kill what the plan says meanwhile, and count afterwards."""
    swear_in(service.store)
    kills: list[str] = []
    lost: list[str] = []

    def hook(phase: str) -> None:
        if phase == "saving":
            time.sleep(plan.first_after_s)
            for kind in plan.kills:
                kills.append(kill(service, kind))
                # Before anybody is back: nothing newer hides what went missing.
                found = compare(service)
                lost.extend((*found.lost, *found.spoilt))
                time.sleep(plan.pause_s)
        if phase == "finishing":
            time.sleep(plan.finish_kill_after_s)
            kills.append(f"{kill(service, 'web')} while all hand in")

    crowd = run_crowd(service, plan.crowd, hook=hook)
    wait_until(
        lambda: not hear(service.store).n_ungraded,
        what="the verdicts of the code that was handed in",
        timeout_s=plan.graded_s,
        on_failure=lambda: service.run.output,
    )
    return FaultOutcome(crowd, hear(service.store), kills, lost, n_audits=len(plan.kills))


def kill(service: Service, kind: str) -> str:
    """End a part of the service as `kill -9` does; return what was hit."""
    if kind == "database":
        return service.store.hit()
    (pid, *_) = wait_until(
        lambda: service.run.find(_PATTERNS[kind]), what=f"the {kind} process", timeout_s=60
    )
    os.kill(pid, signal.SIGKILL)
    return kind


def compare(service: Service) -> Audit:
    """Return whether what was acknowledged so far is in the database now."""
    (journal,) = service.directory.glob("journal-*.txt")
    return audit_saves(journal, service.store)
