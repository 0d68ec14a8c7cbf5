"""The late rule's promise: who answers late loses nothing of what was there in time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from examcenter.exams import audit
from examcenter.exams.models import Attempt, Response
from examcenter.exams.rules import rules_of_attempt
from examcenter.exams.services.counting import Counting
from examcenter.exams.services.handing_in import queue_drafts
from examcenter.exams.services.marking import limit_tries, mark_parts
from examcenter.exams.services.recording import (
    CHANGING,
    Entered,
    enter_try,
    lock_attempt,
    lock_response,
    save_checks,
)


def keep_on_time(response: Response, counting: Counting, now: datetime) -> None:
    """Let a draft count that was saved in time, before a late answer takes its place.

    The locked response is not saved. The draft uses up no try, for nobody asked for a mark; it
    says nothing to the student either.
    """
    saved_at = response.saved_at
    if saved_at is None or not counting.rules.is_late(now, extra_s=counting.extra_s):
        return
    if counting.rules.is_late(saved_at, extra_s=counting.extra_s):
        return
    records, _ = limit_tries(response, mark_parts(response, response.draft), counting)
    before = response.score
    check = enter_try(response, records, counting, given_at=saved_at, is_kept=True)
    entered = Entered(records, check, before=before, after=response.score)
    save_checks([entered])
    if data := entered.as_data(response.number):
        audit.record_of_attempt(response.attempt, "collected", now, data=data)
    queue_drafts(response, counting.max_tries)


def keep_draft_on_time(*, attempt: Attempt, response: Response, now: datetime) -> None:
    """Do the same before a late draft is saved; nothing is asked where no late rule holds."""
    if attempt.exam.late_until_at is None or response.saved_at is None:
        return
    # By the person's own closing, which may come before the exam's or after it.
    if not rules_of_attempt(attempt).is_late(now, extra_s=attempt.extra_s):
        return
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        counting = Counting.of(locked, rules_of_attempt(locked))
        if not counting.rules.is_late(now, extra_s=counting.extra_s):
            return
        fresh = lock_response(response.pk)
        fresh.attempt = locked
        if fresh.is_open:
            keep_on_time(fresh, counting, now)
            fresh.save(update_fields=CHANGING)
