"""Opening a finished attempt again: the answers as they were typed, the closing's marks taken back.

What the closing marked on its own is put back to what stood before it; what the student had checked
or submitted earlier stays. A student who could see what was right by then would profit from it, so
teachers are told before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams import timing
from examcenter.exams.models import Attempt, Exam, Response, ResponseSubmission, RoomEvent
from examcenter.exams.review import NOTHING, release_of, seen_of
from examcenter.exams.room.giving import Outcome, each
from examcenter.exams.room.telling import lock_with_course, moment_text, tell
from examcenter.exams.room.words import reopened_words
from examcenter.exams.rules import Rules, rules_of_attempt
from examcenter.exams.services.closing import MARKED
from examcenter.exams.services.recording import refresh_attempt_score
from examcenter.exams.services.settling import settle_attempt


@dataclass(frozen=True)
class TimeToHave:
    """How long a reopened attempt runs; without seconds, for what was left when it ended."""

    seconds: int | None = None

    def of(self, attempt: Attempt) -> float:
        """Return the seconds from the reopening on; nothing is left where the clock ended it."""
        if self.seconds is not None:
            return self.seconds
        if attempt.finished_at is None:
            return 0.0
        left = timing.seconds_left(attempt.finished_at, deadline_at=attempt.deadline_at)
        return left or 0.0


def has_seen_results(exam: Exam, now: datetime) -> bool:
    """Tell whether whoever finished the exam may have learnt what was right."""
    return seen_of(exam, release_of(exam, now), is_finished=True) != NOTHING


def reopen_attempts(
    *,
    attempts: tuple[UUID, ...] | list[UUID],
    time: TimeToHave,
    actor: User,
    now: datetime,
    reason: str = "",
) -> Outcome:
    """Open each finished attempt again, with some time from now on.

    One that is open, whose student sits another attempt of the exam, or that would have no time is
    passed over.
    """
    return each(attempts, lambda pk: _reopen(pk, time=time, actor=actor, now=now, reason=reason))


def _reopen(attempt_id: UUID, *, time: TimeToHave, actor: User, now: datetime, reason: str) -> bool:
    with transaction.atomic():
        attempt = lock_with_course(attempt_id)
        seconds = time.of(attempt)
        others = Attempt.objects.filter(
            exam=attempt.exam_id, user=attempt.user_id, finished_at=None
        )
        is_useless = attempt.deadline_at is not None and seconds <= 0
        if attempt.finished_at is None or is_useless or others.exists():
            return False
        finished_at, before = attempt.finished_at, attempt.score
        _open(attempt, seconds, now)
        _take_back_closing(attempt, finished_at)
        refresh_attempt_score(attempt, now, is_news=True)
        tell(
            attempt,
            RoomEvent.Kind.REOPENED,
            reopened_words(attempt, now),
            actor=actor,
            now=now,
            data={
                "finished_at": moment_text(finished_at),
                "after": moment_text(attempt.deadline_at),
                "score_before": before,
                "score": attempt.score,
                "could_see_results": has_seen_results(attempt.exam, now),
                "reason": reason,
            },
        )
    # What was submitted before the closing and judged after it counts as it did.
    settle_attempt(attempt=attempt, now=now)
    return True


def end_if_reopened(
    attempt: Attempt, rules: Rules, seconds: float, now: datetime
) -> datetime | None:
    """Return until when an attempt runs that is opened again for some time.

    Time that its rules still give is not taken from it, however few seconds are asked for.
    """
    base = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
    return timing.later(base, _missing_s(attempt, rules, seconds, now))


def _missing_s(attempt: Attempt, rules: Rules, seconds: float, now: datetime) -> int:
    """Return the seconds that an attempt's rules lack for it to run so long from now on."""
    base = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
    target = now + timedelta(seconds=math.ceil(seconds))
    return 0 if base is None else max(0, math.ceil((target - base).total_seconds()))


def _open(attempt: Attempt, seconds: float, now: datetime) -> None:
    """Let the locked attempt run so long from now on: what its rules lack is given to it."""
    rules = rules_of_attempt(attempt)
    missing_s = _missing_s(attempt, rules, seconds, now)
    attempt.deadline_at = end_if_reopened(attempt, rules, seconds, now)
    attempt.extra_s += missing_s
    attempt.finished_at = attempt.paused_at = None
    attempt.finish_reason = ""
    attempt.save(
        update_fields=["finished_at", "finish_reason", "paused_at", "deadline_at", "extra_s"]
    )


def _take_back_closing(attempt: Attempt, finished_at: datetime) -> None:
    """Open the responses, and put back what the closing marked and submitted on its own."""
    for response in Response.objects.select_for_update(of=("self",)).filter(attempt=attempt):
        before = response.before_closing
        response.is_open = response.is_current
        changed = ["is_open"]
        if before is not None:
            for name in MARKED:
                setattr(response, name, before[name])
                changed.append(name)
            response.before_closing = None
            changed.append("before_closing")
            ResponseSubmission.objects.filter(
                response=response, submission__in=before["submissions"]
            ).delete()
            # Verdicts that came after the closing are entered once more, over what is put back.
            ResponseSubmission.objects.filter(
                response=response, settled_at__gte=finished_at
            ).update(settled_at=None)
        response.save(update_fields=changed)
