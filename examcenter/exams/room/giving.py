"""Acting on attempts while they are sat: more time, pause, resume, close, say something to all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams import audit, timing
from examcenter.exams.models import Attempt, Exam, Message, RoomEvent
from examcenter.exams.room.telling import lock_with_course, moment_text, tell
from examcenter.exams.room.words import more_time_words, resumed_words
from examcenter.exams.services.closing import close_if_over, finish_attempt
from examcenter.sentences import room

# A day; whoever needs more sets a later closing.
LONGEST_EXTENSION_MIN = 24 * 60


@dataclass(frozen=True)
class Outcome:
    """Which attempts were changed, and which were found to be otherwise and left alone."""

    done: tuple[UUID, ...]
    passed: tuple[UUID, ...] = ()


def each(attempts: Iterable[UUID], act: Callable[[UUID], bool]) -> Outcome:
    """Act on each attempt in a transaction of its own, so that no save waits for all of them."""
    listed = list(dict.fromkeys(attempts))
    done = tuple(pk for pk in listed if act(pk))
    return Outcome(done=done, passed=tuple(pk for pk in listed if pk not in set(done)))


def add_time(attempt: Attempt, seconds: int) -> None:
    """Move the deadline of a locked attempt, beside everything that the rules give."""
    attempt.extra_s += seconds
    attempt.deadline_at = timing.later(attempt.deadline_at, seconds)
    attempt.save(update_fields=["extra_s", "deadline_at"])


def extend_attempts(
    *, attempts: Iterable[UUID], minutes: int, actor: User, now: datetime, reason: str = ""
) -> Outcome:
    """Give each open attempt so many minutes; finished ones are passed over.

    An attempt whose deadline has just passed goes on, unless the clock has closed it already.
    """

    def extend(attempt_id: UUID) -> bool:
        with transaction.atomic():
            attempt = lock_with_course(attempt_id)
            if attempt.finished_at is not None:
                return False
            before = attempt.deadline_at
            add_time(attempt, 60 * minutes)
            tell(
                attempt,
                RoomEvent.Kind.EXTENDED,
                more_time_words(60 * minutes, attempt.deadline_at, attempt.exam.course, now=now),
                actor=actor,
                now=now,
                data={
                    "seconds": 60 * minutes,
                    "before": moment_text(before),
                    "after": moment_text(attempt.deadline_at),
                    "reason": reason,
                },
            )
        return True

    return each(attempts, extend)


def pause_attempts(
    *, attempts: Iterable[UUID], actor: User, now: datetime, reason: str = ""
) -> Outcome:
    """Stop the clock of each running attempt; what is typed is still saved."""

    def pause(attempt_id: UUID) -> bool:
        with transaction.atomic():
            attempt = lock_with_course(attempt_id)
            if attempt.paused_at is not None or not timing.is_running(
                now, deadline_at=attempt.deadline_at, finished_at=attempt.finished_at
            ):
                return False
            attempt.paused_at = now
            attempt.save(update_fields=["paused_at"])
            kind = RoomEvent.Kind.PAUSED
            tell(attempt, kind, room.PAUSED, actor=actor, now=now, data={"reason": reason})
        return True

    return each(attempts, pause)


def resume_attempts(
    *, attempts: Iterable[UUID], actor: User, now: datetime, reason: str = ""
) -> Outcome:
    """Let the clock of each paused attempt go on; the pause is added to the time."""

    def resume(attempt_id: UUID) -> bool:
        with transaction.atomic():
            attempt = lock_with_course(attempt_id)
            if attempt.finished_at is not None or attempt.paused_at is None:
                return False
            paused_at, attempt.paused_at = attempt.paused_at, None
            attempt.save(update_fields=["paused_at"])
            add_time(attempt, timing.pause_s(paused_at, now))
            tell(
                attempt,
                RoomEvent.Kind.RESUMED,
                resumed_words(attempt, now),
                actor=actor,
                now=now,
                # The interval is read again when time is given back for an outage.
                data={
                    "from": moment_text(paused_at),
                    "to": moment_text(now),
                    "after": moment_text(attempt.deadline_at),
                    "reason": reason,
                },
            )
        return True

    return each(attempts, resume)


def close_attempts(
    *, attempts: Iterable[UUID], actor: User, now: datetime, reason: str = ""
) -> Outcome:
    """Finish each open attempt now: its drafts count, as they do at the deadline."""

    def close(attempt_id: UUID) -> bool:
        attempt = Attempt.objects.select_related("exam__course").get(pk=attempt_id)
        if close_if_over(attempt=attempt, now=now).finished_at is not None:
            return False
        # One transaction for the closing and its record: neither stands without the other.
        with transaction.atomic():
            if lock_with_course(attempt_id).finished_at is not None:
                return False
            closed = finish_attempt(attempt=attempt, now=now, reason=Attempt.FinishReason.TEACHER)
            closed.exam = attempt.exam
            tell(
                closed,
                RoomEvent.Kind.CLOSED,
                room.CLOSED,
                actor=actor,
                now=now,
                data={"reason": reason, "score": closed.score},
            )
        return True

    return each(attempts, close)


def announce(*, exam: Exam, text: str, actor: User, now: datetime) -> int:
    """Say something on the page of everybody who sits the exam now; return how many they are."""
    with transaction.atomic():
        open_now = Attempt.objects.filter(exam=exam, finished_at=None).values_list("pk", flat=True)
        messages = [Message(attempt_id=pk, text=text, created_at=now) for pk in open_now]
        Message.objects.bulk_create(messages)
        audit.record(
            action="announcement",
            course=exam.course,
            exam=exam,
            actor=actor,
            data={"text": text, "n_attempts": len(messages)},
            now=now,
        )
    return len(messages)
