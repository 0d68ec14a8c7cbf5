"""Marking by hand: a score in place of the computed one, a comment, points for an attempt."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.exams import audit, errors
from examcenter.exams.changes import note_change
from examcenter.exams.models import Attempt, AuditEntry, Response
from examcenter.exams.services.recording import (
    lock_attempt,
    lock_response,
    refresh_attempt_score,
)
from examcenter.numerals import short


class MarkRefused(errors.ExamError):
    """A mark that cannot be given; the message says what is expected."""

    code = "mark_refused"
    title = gettext_lazy("This mark was not given")
    action = gettext_lazy("Correct it and send it again.")
    status = 400


def adjust_response(
    *, response: Response, actor: User, points: float, reason: str, now: datetime
) -> None:
    """Set the points of a response in place of the marked ones, with the reason.

    Raises
    ------
    MarkRefused
        If there is no reason, or the points are not between 0 and those of the question.
    """
    possible = response.slot.points
    if not 0 <= points <= possible:
        raise MarkRefused(
            _("Found %(points)s points, expected 0 to %(possible)s.")
            % {"points": short(points), "possible": short(possible)}
        )
    score = points / possible if possible else 0.0
    _set(response, actor, score=min(score, 1.0), reason=_reason(reason), now=now)


def undo_adjustment(*, response: Response, actor: User, now: datetime) -> None:
    """Put back what stood before the last adjustment that still holds; that is recorded, too.

    Taken back again and again, adjustments end at the mark as it was computed.

    Raises
    ------
    MarkRefused
        If no adjustment of the response holds.
    """
    last = _last_adjustment(response)
    if last is None:
        raise MarkRefused(_("This question is not adjusted, so there is nothing to take back."))
    before = last.data["before"]
    _set(
        response,
        actor,
        score=before["score"],
        reason=before["reason"],
        now=now,
        undone=last.pk,
    )


def _last_adjustment(response: Response) -> AuditEntry | None:
    """Return the newest adjustment that was not taken back."""
    holding: dict[int, AuditEntry] = {}
    for entry in AuditEntry.objects.filter(
        attempt=response.attempt_id, action="adjusted", data__response=response.pk
    ).order_by("pk"):
        if "undoes" in entry.data:
            holding.pop(entry.data["undoes"], None)
        else:
            holding[entry.pk] = entry
    return next(reversed(holding.values()), None)


def _set(
    response: Response,
    actor: User,
    *,
    score: float | None,
    reason: str,
    now: datetime,
    undone: int | None = None,
) -> None:
    with transaction.atomic():
        attempt = lock_attempt(response.attempt_id)
        locked = lock_response(response.pk)
        before = {"score": locked.adjusted_score, "reason": locked.adjusted_reason}
        locked.adjusted_score, locked.adjusted_reason = score, reason
        locked.save(update_fields=["adjusted_score", "adjusted_reason"])
        total = attempt.score
        refresh_attempt_score(attempt, now)
        note_change([attempt])
        audit.record_of_attempt(
            attempt,
            "adjusted",
            now,
            actor=actor,
            data={
                "response": locked.pk,
                "number": locked.number,
                "marked": locked.score,
                "before": before,
                "after": {"score": score, "reason": reason},
                "attempt_before": total,
                "attempt_after": attempt.score,
                **({"undoes": undone} if undone else {}),
            },
        )


def comment_response(*, response: Response, actor: User, comment: str, now: datetime) -> None:
    """Say something to the student about a response; an empty comment takes it away."""
    with transaction.atomic():
        attempt = lock_attempt(response.attempt_id)
        locked = lock_response(response.pk)
        locked.comment = comment.strip()
        locked.save(update_fields=["comment"])
        note_change([attempt])
        audit.record_of_attempt(
            attempt,
            "commented",
            now,
            actor=actor,
            data={"number": locked.number, "characters": len(locked.comment)},
        )


def set_bonus(*, attempt: Attempt, actor: User, points: float, reason: str, now: datetime) -> None:
    """Give points for an attempt as a whole, or take some; 0 takes back what was given.

    Raises
    ------
    MarkRefused
        If there is no reason.
    """
    reason = _reason(reason)
    with transaction.atomic():
        locked = lock_attempt(attempt.pk)
        before, total = locked.bonus_points, locked.score
        locked.bonus_points, locked.bonus_reason = points, reason if points else ""
        locked.save(update_fields=["bonus_points", "bonus_reason"])
        refresh_attempt_score(locked, now)
        note_change([locked])
        audit.record_of_attempt(
            locked,
            "bonus",
            now,
            actor=actor,
            data={
                "before": before,
                "after": points,
                "reason": reason,
                "attempt_before": total,
                "attempt_after": locked.score,
            },
        )


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise MarkRefused(_("Found no reason; the student reads why a mark was changed."))
    return reason
