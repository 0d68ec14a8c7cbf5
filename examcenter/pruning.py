"""Forgetting what nobody needs any more: a few rows at a time, so that no save waits for it.

Each app says what it forgets; `examcenter.tasks` says when.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

# Deletes rows that are over at a moment, at most so many, and returns how many that were.
Forget = Callable[[datetime, int], int]
# By path, because what is forgotten stands above this.
FORGETS = (
    "examcenter.accounts.pruning.forget_sessions",
    "examcenter.accounts.pruning.forget_reset_requests",
    "examcenter.accounts.pruning.forget_sign_ins",
    "examcenter.exams.pruning.forget_pulses",
    "examcenter.exams.pruning.forget_guesses",
    "examcenter.exams.pruning.forget_example_runs",
)
BATCH = 500
# Of one run; the next one goes on where it stopped.
_LONGEST_S = 30


def delete_some(rows: QuerySet[Any, Any], most: int) -> int:
    """Delete at most so many of the rows, in a statement of their own, and return how many."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    if keys:
        rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def prune(*, now: datetime) -> dict[str, int]:
    """Forget what is over and return how many rows of what that were.

    What cannot be forgotten keeps nothing else from it; the next run tries it again.
    """
    started = time.monotonic()
    forgotten = {}
    for path in FORGETS:
        name = path.rpartition(".")[2]
        try:
            forgotten[name] = _forget(import_string(path), now, until=started + _LONGEST_S)
        except Exception:  # whatever one of them meets, the others go on
            logger.exception("Unable to prune: %s", name)
    told = {name: n for name, n in forgotten.items() if n}
    if told:
        logger.info("Pruned: %s", told)
    return forgotten


def _forget(forget: Forget, now: datetime, *, until: float) -> int:
    total = 0
    while True:
        n = forget(now, BATCH)
        total += n
        if n < BATCH or time.monotonic() > until:
            return total
