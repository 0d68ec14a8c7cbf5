"""Bringing up to date what nobody looked at: attempts past their deadline, news that got lost."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from examcenter.exams.models import Attempt, ResponseSubmission
from examcenter.exams.services.settling import settle_attempt
from grader.models import Submission

logger = logging.getLogger(__name__)

# Read at once; each attempt is settled in a transaction of its own, so that a save never waits for
# more than one of them.
_BATCH = 100


def settle_overdue_attempts(*, now: datetime) -> int:
    """Settle attempts whose time is over or whose verdicts were missed; return how many.

    Attempts also settle themselves whenever somebody touches them; this is for those that nobody
    does, so that grades do not wait for a visit. One that cannot be settled keeps none of the
    others waiting; the next run tries it again.
    """
    started = time.monotonic()
    n_failed = 0
    seen: set[UUID] = set()
    while batch := _find_overdue(now, seen):
        for attempt in batch:
            # The next run begins now, and goes on where this one stops.
            if seen and time.monotonic() - started > settings.SWEEP_INTERVAL_S:
                return _report(seen, n_failed)
            seen.add(attempt.pk)
            try:
                settle_attempt(attempt=attempt, now=now)
            except Exception:  # whatever one attempt holds, the others go on
                n_failed += 1
                logger.exception("Unable to settle attempt %s", attempt.pk)
    return _report(seen, n_failed)


def _report(seen: set[UUID], n_failed: int) -> int:
    """Say how many were settled, and return it."""
    if seen:
        logger.info("Settled attempts: %s, not settled: %s", len(seen) - n_failed, n_failed)
    return len(seen) - n_failed


def _find_overdue(now: datetime, seen: set[UUID]) -> list[Attempt]:
    """Return some attempts to settle, leaving aside what this run has tried."""
    missed = ResponseSubmission.objects.filter(
        Q(settled_at__isnull=True) | Q(submission__graded_at__gt=F("settled_at")),
        response__attempt=OuterRef("pk"),
        submission__state=Submission.State.GRADED,
    )
    overdue = Q(finished_at__isnull=True, paused_at__isnull=True, deadline_at__lt=now)
    waiting = Attempt.objects.filter(overdue | Exists(missed)).exclude(pk__in=seen)
    return list(waiting.select_related("exam").order_by("started_at", "pk")[:_BATCH])
