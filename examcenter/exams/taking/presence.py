"""Signs of life: a student's page says where it is, and hears what changed elsewhere.

Five hundred pages do this every twenty seconds, so it reads everything in one query and writes one
row; what is rare, such as a message or a change from another device, costs queries of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from examcenter.accounts.models import User
from examcenter.exams import errors, timing
from examcenter.exams.access import get_attempt_for, in_course_of
from examcenter.exams.models import Attempt, Message, Presence, Response, RoomEvent
from examcenter.exams.services.drafts import show_draft
from examcenter.sentences import say

# Between two beats of one page; a page that is looked at again beats at once.
BEAT_S = 20
# A sign that says nothing new is not written more often.
_WRITE_EVERY = timedelta(seconds=5)
# Two pages that take turns within this time are open at once.
_AT_ONCE = timedelta(seconds=60)
# The same thing is noticed again after this time only.
_NOTICE_EVERY = timedelta(hours=1)
_MOST_MESSAGES = 20


@dataclass(frozen=True)
class Sign:
    """What a page says of itself."""

    number: int  # of the question that it shows; 0 is none
    page: str  # names the tab
    address: str | None
    agent: str
    sequences: Mapping[int, int]  # the save that it knows of each question
    message_id: int  # the last message that it has shown


@dataclass(frozen=True)
class Heartbeat:
    """What the page hears."""

    now: datetime
    deadline_at: datetime | None
    is_paused: bool
    is_finished: bool
    is_over: bool
    messages: tuple[Message, ...]
    changed: tuple[dict[str, Any], ...]  # drafts that are newer than the page knows
    flagged: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what the page reads."""
        return {
            "now": self.now.isoformat(),
            "deadline_at": self.deadline_at.isoformat() if self.deadline_at else None,
            "is_paused": self.is_paused,
            "is_finished": self.is_finished,
            "is_over": self.is_over,
            "messages": [{"id": one.pk, "text": say(one.text)} for one in self.messages],
            "changed": list(self.changed),
            "flagged": list(self.flagged),
        }


def hear_page(
    *,
    user: User,
    attempt_id: UUID,
    sign: Sign,
    now: datetime,
    may_read: Callable[[Attempt], bool] = lambda attempt: True,
) -> Heartbeat:
    """Take a sign of life and return what the page has to know.

    Where ``may_read`` says no, as for a page outside of the exam's room, it hears of the clock and
    of nothing that was typed.

    Raises
    ------
    AttemptNotFound
        If there is no such attempt, or it is somebody else's.
    NotInCourse
        If it is open and its person is not in the course any more.
    """
    rows = _read(user, attempt_id)
    if not rows:
        get_attempt_for(user, attempt_id)
        raise errors.AttemptNotFound
    attempt = rows[0].attempt
    if attempt.finished_at is None:
        _note(attempt, getattr(attempt, "presence", None), sign, now)
    is_paused = attempt.paused_at is not None
    typed = rows if may_read(attempt) else []
    return Heartbeat(
        now=now,
        deadline_at=attempt.deadline_at,
        is_paused=is_paused,
        is_finished=attempt.finished_at is not None,
        is_over=timing.is_over(now, deadline_at=attempt.deadline_at, paused_at=attempt.paused_at),
        messages=_messages(attempt, rows[0].newest_message, sign.message_id),
        changed=_changed(typed, sign),
        flagged=tuple(row.number for row in typed if row.is_flagged),
    )


def _read(user: User, attempt_id: UUID) -> list[Any]:
    """Return the attempt's responses with the attempt, its presence and its newest message."""
    newest = Message.objects.filter(attempt=OuterRef("attempt_id")).order_by("-pk")
    rows = (
        Response.objects.filter(
            Q(attempt__finished_at__isnull=False) | Q(in_course_of("attempt__exam", user.pk)),
            attempt_id=attempt_id,
            attempt__user=user,
            is_current=True,
        )
        .select_related("attempt__presence", "attempt__exam")
        .only(
            "number",
            "save_sequence",
            "is_flagged",
            "attempt__deadline_at",
            "attempt__finished_at",
            "attempt__paused_at",
            "attempt__presence",
            # The door of the room.
            "attempt__exam__networks",
            "attempt__exam__room_password",
        )
        .annotate(newest_message=Subquery(newest.values("pk")[:1]))
        .order_by("number")
    )
    return list(rows)


def _messages(attempt: Attempt, newest: int | None, shown: int) -> tuple[Message, ...]:
    if newest is None or newest <= shown:
        return ()
    unread = Message.objects.filter(attempt=attempt, pk__gt=shown).order_by("-pk")
    return tuple(reversed(unread[:_MOST_MESSAGES]))


def _changed(rows: Sequence[Any], sign: Sign) -> tuple[dict[str, Any], ...]:
    """Return what was saved since the page knew of it; answers of the shown question only."""
    newer = [
        row.pk
        for row in rows
        if row.number in sign.sequences and row.save_sequence > sign.sequences[row.number]
    ]
    if not newer:
        return ()
    found = []
    for response in Response.objects.filter(pk__in=newer).defer("keys").order_by("number"):
        shown = show_draft(response)
        shown["is_answered"] = any(text.strip() for text in response.draft.values())
        if response.number != sign.number:
            del shown["answers"], shown["note"]
        found.append(shown)
    return tuple(found)


def _note(attempt: Attempt, before: Presence | None, sign: Sign, now: datetime) -> None:
    """Write the sign down, with what is worth a teacher's look."""
    values = {
        "seen_at": now,
        "number": sign.number,
        "address": sign.address,
        "agent": sign.agent,
        "page": sign.page,
    }
    if before is None:
        # The other of two first signs may be faster.
        Presence.objects.bulk_create([Presence(attempt=attempt, **values)], ignore_conflicts=True)
        return
    is_news = any(getattr(before, name) != values[name] for name in values if name != "seen_at")
    if not is_news and now - before.seen_at < _WRITE_EVERY:
        return
    if sign.page != before.page:
        values["other_page"] = before.page
    Presence.objects.filter(pk=attempt.pk).update(**values)
    _record(attempt, _noticed(before, sign, now), now)


def _noticed(before: Presence, sign: Sign, now: datetime) -> dict[str, dict[str, Any]]:
    """Return what changed between two signs, by the kind of event."""
    found: dict[str, dict[str, Any]] = {}
    if before.address and sign.address and before.address != sign.address:
        found[RoomEvent.Kind.ADDRESS] = {"before": before.address, "after": sign.address}
    if before.agent and sign.agent != before.agent:
        found[RoomEvent.Kind.AGENT] = {"before": before.agent, "after": sign.agent}
    # A page that was left for another is no second one: it must come back to be.
    is_back = sign.page not in ("", before.page) and sign.page == before.other_page
    if is_back and now - before.seen_at < _AT_ONCE:
        found[RoomEvent.Kind.TWO_PAGES] = {"numbers": sorted({before.number, sign.number})}
    return found


def _record(attempt: Attempt, noticed: Mapping[str, dict[str, Any]], now: datetime) -> None:
    if not noticed:
        return
    recent = RoomEvent.objects.filter(
        attempt=attempt, kind__in=noticed, created_at__gt=now - _NOTICE_EVERY
    )
    known = set(recent.values_list("kind", flat=True))
    RoomEvent.objects.bulk_create(
        RoomEvent(attempt=attempt, kind=kind, data=data, created_at=now)
        for kind, data in noticed.items()
        if kind not in known
    )
