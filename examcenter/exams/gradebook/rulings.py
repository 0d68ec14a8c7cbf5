"""Decisions about a question for everybody, with a look at what they change; and the release."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.exams import audit, scoring
from examcenter.exams.gradebook.marking import MarkRefused
from examcenter.exams.models import Attempt, AuditEntry, Exam, Response, Slot
from examcenter.exams.signals import attempt_rescored, attempt_scored, results_released


@dataclass(frozen=True)
class Change:
    """What a decision does to one attempt."""

    attempt: Attempt
    before: float
    after: float


def preview_ruling(slot: Slot, ruling: str) -> list[Change]:
    """Return the attempts whose score a decision would change; two queries, nothing is written."""
    attempts = Attempt.objects.filter(exam=slot.section.exam_id).select_related("user")
    return _changes(attempts, slot, ruling)


def _changes(attempts: Iterable[Attempt], slot: Slot, ruling: str) -> list[Change]:
    listed = {attempt.pk: attempt for attempt in attempts}
    rounds: dict[UUID, list[tuple[int, float, float | None]]] = {pk: [] for pk in listed}
    values = Response.objects.filter(attempt__exam=slot.section.exam_id).values_list(
        "attempt_id", "slot_id", "slot__points", "slot__ruling", "score", "adjusted_score"
    )
    for attempt_id, slot_id, points, stored, score, adjusted in values:
        decided = ruling if slot_id == slot.pk else stored
        if decided == Slot.Ruling.DROPPED or attempt_id not in rounds:
            continue
        settled = scoring.settled_score(
            score, adjusted=adjusted, is_full=decided == Slot.Ruling.FULL
        )
        rounds[attempt_id].append((slot_id, points, settled))
    changes = []
    for pk, attempt in listed.items():
        after = scoring.attempt_score(rounds[pk], bonus_points=attempt.bonus_points)
        # While feedback waits, an open attempt has no score yet that could change.
        if after != attempt.score and (attempt.finished_at or attempt.scored_at):
            changes.append(Change(attempt, attempt.score, after))
    return changes


def apply_ruling(*, slot: Slot, ruling: str, reason: str, actor: User, now: datetime) -> int:
    """Decide about a question for everybody and return how many attempts that changed.

    Raises
    ------
    MarkRefused
        If the decision is not one of those there are, or has no reason.
    """
    reason = reason.strip()
    if ruling not in Slot.Ruling.values:
        raise MarkRefused(
            _("Found %(ruling)r, expected one of the decisions offered.") % {"ruling": ruling[:20]}
        )
    if not reason:
        raise MarkRefused(_("Found no reason; students read why a question counts otherwise."))
    with transaction.atomic():
        locked = Slot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
        before = locked.ruling
        locked.ruling = ruling
        locked.ruling_reason = reason if ruling else ""
        locked.save(update_fields=["ruling", "ruling_reason"])
        exam = Exam.objects.select_related("course").get(pk=slot.section.exam_id)
        # Locked after the slot: whoever scores an attempt meanwhile holds it, and is waited for.
        attempts = list(Attempt.objects.select_for_update().filter(exam=exam).order_by("pk"))
        changes = _changes(attempts, slot, ruling)
        for change in changes:
            change.attempt.score, change.attempt.scored_at = change.after, now
            change.attempt.is_grade_new = True
        Attempt.objects.bulk_update(
            [change.attempt for change in changes],
            ["score", "scored_at", "is_grade_new"],
            batch_size=100,
        )
        audit.record(
            action="ruled",
            course=exam.course,
            exam=exam,
            actor=actor,
            now=now,
            data={
                "slot": slot.pk,
                "before": before,
                "after": ruling,
                "reason": reason,
                "n_changed": len(changes),
            },
        )
        _record_changes(exam, changes, slot, actor, now)
        for change in changes:
            change.attempt.exam = exam
            if change.attempt.finished_at is not None:
                attempt_rescored.send(sender=Attempt, attempt=change.attempt, now=now)
            transaction.on_commit(_news(change))
    return len(changes)


def _record_changes(
    exam: Exam, changes: list[Change], slot: Slot, actor: User, now: datetime
) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            course_id=exam.course_id,
            exam=exam,
            attempt=change.attempt,
            actor=actor,
            action="rescored",
            data={
                "slot": slot.pk,
                "attempt_before": change.before,
                "attempt_after": change.after,
            },
            created_at=now,
        )
        for change in changes
    )


def _news(change: Change) -> Callable[[], object]:
    return partial(
        attempt_scored.send_robust,
        sender=Attempt,
        attempt_id=change.attempt.pk,
        score=change.after,
    )


def release_results(*, exam: Exam, actor: User, now: datetime) -> None:
    """Let students see what the policy keeps for the release, and markers see names."""
    _set_release(exam, actor, now, moment=now)


def withdraw_release(*, exam: Exam, actor: User, now: datetime) -> None:
    """Take the release back: what was kept for it is hidden again."""
    _set_release(exam, actor, now, moment=None)


def _set_release(exam: Exam, actor: User, now: datetime, *, moment: datetime | None) -> None:
    with transaction.atomic():
        locked = Exam.objects.select_for_update(of=("self",)).get(pk=exam.pk)
        if (locked.released_at is None) == (moment is None):
            return
        locked.released_at, locked.updated_at = moment, now
        locked.save(update_fields=["released_at", "updated_at"])
        audit.record(
            action="released" if moment else "release-withdrawn",
            course=exam.course,
            exam=exam,
            actor=actor,
            now=now,
        )
        if moment is not None:
            results_released.send(sender=Exam, exam=locked, now=now)
