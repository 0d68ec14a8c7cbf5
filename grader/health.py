"""Whether code can be graded now: what the workers last said of themselves and their sandboxes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from grader import sandbox
from grader.models import WorkerHeartbeat
from grader.sandbox import SandboxProblem, SandboxStatus

# Three beats may be missed before a worker counts as gone.
_ALIVE_S = 20
_SILENT_S = 30
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class WorkerStatus:
    """The best of all grading workers; ``seen_at`` is None when none was ever seen."""

    is_alive: bool
    sandbox: SandboxStatus
    seen_at: datetime | None

    @property
    def may_grade(self) -> bool:
        """Tell whether a living worker has a working sandbox."""
        return self.is_alive and self.sandbox.is_ready


def worker_status(*, now: datetime | None = None) -> WorkerStatus:
    """Return what the workers last wrote about themselves; one with a working sandbox wins."""
    moment = now or timezone.now()
    rows = list(WorkerHeartbeat.objects.order_by("-seen_at")[:100])
    if not rows:
        return WorkerStatus(is_alive=False, sandbox=_NO_WORKER, seen_at=None)
    alive = [row for row in rows if _is_alive(row, moment)]
    best = next((row for row in alive if row.sandbox.get("is_ready")), (alive or rows)[0])
    return WorkerStatus(
        is_alive=bool(alive), sandbox=_status_from_json(best.sandbox), seen_at=best.seen_at
    )


def is_known_to_be_impossible(*, now: datetime) -> bool:
    """Tell whether workers are alive and each of them says that its sandbox does not work."""
    status = worker_status(now=now)
    return status.is_alive and not status.sandbox.is_ready


def is_sandbox_ready(*, worker: str = "", now: datetime | None = None) -> bool:
    """Tell whether code may be run here and now.

    What this worker's heartbeat last said is enough: the proof costs a second, and each of a
    worker's processes would pay for its own. Without such a word the proof is made here.
    """
    row = WorkerHeartbeat.objects.filter(name=worker).first() if worker else None
    if row is not None and _is_alive(row, now or timezone.now()):
        return bool(row.sandbox.get("is_ready"))
    return sandbox.check_sandbox().is_ready


def is_sandbox_ready_after_all() -> bool:
    """Tell, by a fresh proof, whether the sandbox works after a run in which it did not."""
    return sandbox.check_sandbox(fresh=True).is_ready


def record_worker(name: str, status: SandboxStatus, *, now: datetime) -> None:
    """Write that a worker is alive, and how its sandbox is."""
    WorkerHeartbeat.objects.update_or_create(
        name=name, defaults={"seen_at": now, "sandbox": _status_to_json(status)}
    )


def find_silent_workers(*, now: datetime) -> frozenset[str]:
    """Return the workers whose pulse has stopped; one that was stopped in order is not among them.

    More patient than ``worker_status``: to be called late costs nothing, to be called dead a run.
    """
    silent = WorkerHeartbeat.objects.filter(seen_at__lt=now - timedelta(seconds=_SILENT_S))
    return frozenset(silent.values_list("name", flat=True))


def forget_worker(name: str) -> None:
    """Remove a worker that has stopped in order."""
    WorkerHeartbeat.objects.filter(name=name).delete()


def forget_old_workers(*, now: datetime) -> None:
    """Remove workers that were last seen long ago."""
    WorkerHeartbeat.objects.filter(seen_at__lt=now - _FORGOTTEN_AFTER).delete()


_NO_WORKER = SandboxStatus(
    is_ready=False,
    problems=(
        SandboxProblem(
            what="No grading worker has reported yet.",
            fix="Start one: celery -A examcenter worker -Q grade,maint",
        ),
    ),
)


def _is_alive(row: WorkerHeartbeat, now: datetime) -> bool:
    return row.seen_at > now - timedelta(seconds=_ALIVE_S)


def _status_to_json(status: SandboxStatus) -> dict[str, object]:
    return {
        "is_ready": status.is_ready,
        "tier": status.tier,
        "problems": [{"what": p.what, "fix": p.fix} for p in status.problems],
    }


def _status_from_json(raw: dict[str, object]) -> SandboxStatus:
    problems = raw.get("problems")
    return SandboxStatus(
        is_ready=bool(raw.get("is_ready")),
        tier=str(raw.get("tier", "")),
        problems=tuple(
            SandboxProblem(what=str(p["what"]), fix=str(p["fix"]))
            for p in (problems if isinstance(problems, list) else [])
        ),
    )
