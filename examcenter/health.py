"""Two addresses for machines: is the process alive, and can the service do all of its work.

They are asked by strangers, so they name causes and fixes but no address, name or secret.
"""

import functools
import logging
from dataclasses import asdict, dataclass, field

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grader.health import worker_status

logger = logging.getLogger(__name__)

_BROKER_TIMEOUT_S = 2


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong and what to do about it."""

    what: str
    fix: str


@dataclass(frozen=True)
class Check:
    """One part of the service; ``facts`` are added to its JSON."""

    problems: tuple[Problem, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return the part as /readyz shows it."""
        problems = [asdict(problem) for problem in self.problems]
        return {"ok": not problems, **self.facts, "problems": problems}


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process serves requests; nothing else is asked."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when answers can be stored, code can be queued and graded; else 503 and why."""
    checks = {"database": check_database(), "broker": check_broker()}
    if checks["database"].problems:
        unknown = Problem("not known: the worker reports through the database", "see database")
        checks |= {"worker": Check((unknown,)), "sandbox": Check((unknown,))}
    else:
        checks |= check_worker()
    is_ready = not any(check.problems for check in checks.values())
    body = {
        "status": "ready" if is_ready else "not_ready",
        "checks": {name: check.to_json() for name, check in checks.items()},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def check_database() -> Check:
    """Return whether the database answers and has the tables of this version."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        n_missing = _count_missing_migrations()
    except DatabaseError as error:
        logger.warning("The database does not answer: %s", error)
        return Check(
            (
                Problem(
                    f"the database does not answer ({type(error).__name__})",
                    "start it, and compare EXAMCENTER_DATABASE_URL with it; the log has the error",
                ),
            )
        )
    if n_missing:
        what = f"the database lacks {n_missing} migrations of this version"
        return Check((Problem(what, "python manage.py migrate"),))
    return Check(facts={"engine": connection.vendor})


def check_broker() -> Check:
    """Return whether the broker answers a ping within two seconds."""
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_timeout=_BROKER_TIMEOUT_S,
            socket_connect_timeout=_BROKER_TIMEOUT_S,
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        logger.warning("The broker does not answer: %s", type(error).__name__)
        what = f"the broker does not answer ({type(error).__name__}); code waits, nothing is lost"
        fix = "start Redis, and compare EXAMCENTER_BROKER_URL with it"
        return Check((Problem(what, fix),))
    return Check()


def check_worker() -> dict[str, Check]:
    """Return what the worker last reported: that it lives, and whether its jail holds."""
    status = worker_status()
    facts: dict[str, object] = {"seen_at": status.seen_at.isoformat() if status.seen_at else None}
    if not status.is_alive:
        absent = Problem(
            "no worker has reported lately; code waits to be graded",
            "start a worker: celery -A examcenter worker -Q grade,maint",
        )
        unknown = Problem("not known: the worker reports it", "see worker")
        return {"worker": Check((absent,), facts), "sandbox": Check((unknown,))}
    sandbox = status.sandbox
    problems = tuple(Problem(problem.what, problem.fix) for problem in sandbox.problems)
    if not sandbox.is_ready and not problems:
        problems = (Problem("the jail's self-test failed", "read the worker's log"),)
    return {
        "worker": Check(facts=facts),
        "sandbox": Check(() if sandbox.is_ready else problems, {"tier": sandbox.tier}),
    }


def _count_missing_migrations() -> int:
    """Count migrations not applied; once none is missing this process need not look again."""
    try:
        _assert_migrated()
    except _MigrationsMissing as error:
        return error.n_missing
    return 0


class _MigrationsMissing(Exception):
    def __init__(self, n_missing: int) -> None:
        self.n_missing = n_missing


@functools.cache
def _assert_migrated() -> None:
    # A cached function does not remember exceptions, so only the good news is kept.
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise _MigrationsMissing(len(plan))
