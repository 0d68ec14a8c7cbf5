"""Bringing up to date what nobody looked at: attempts past their deadline, news that got lost."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from examcenter.exams.models import Attempt, ResponseSubmission
from examcenter.exams.services.closing import settle_attempt
from grader.models import Submission

logger = logging.getLogger(__name__)

_BATCH = 200


def settle_overdue_attempts(*, now: datetime) -> int:
    """Settle attempts whose time is over or whose verdicts were missed; return how many.

    Attempts also settle themselves whenever somebody touches them; this is for those that nobody
    does, so that grades do not wait for a visit.
    """
    missed = ResponseSubmission.objects.filter(
        Q(settled_at__isnull=True) | Q(submission__graded_at__gt=F("settled_at")),
        response__attempt=OuterRef("pk"),
        submission__state=Submission.State.GRADED,
    )
    overdue = Attempt.objects.filter(
        Q(finished_at__isnull=True, deadline_at__lte=now) | Exists(missed)
    ).select_related("exam")
    attempts = list(overdue.order_by("started_at")[:_BATCH])
    for attempt in attempts:
        settle_attempt(attempt=attempt, now=now)
    if attempts:
        logger.info("Settled attempts: %s", len(attempts))
    return len(attempts)
