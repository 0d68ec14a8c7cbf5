"""The live room: everybody's seat in an exam; the same few queries for any number of students."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.courses.models import TEACHING_ROLES, Enrollment
from examcenter.courses.zones import zone_of
from examcenter.exams.access import get_enrollment_for, get_exam_for, require_staff
from examcenter.exams.models import Attempt, Exam, Response, RoomEvent
from examcenter.exams.room.clocks import exact_clock, minutes
from examcenter.exams.room.pages import PRESENCE_WORDS, Choice, Presence, RoomPage, Seat
from examcenter.exams.rules import Rules, rules_of_people

# Pages speak every 20 s.
LOST_AFTER = timedelta(seconds=60)
FLAG_WORDS = {
    RoomEvent.Kind.ADDRESS: gettext_lazy("another address"),
    RoomEvent.Kind.AGENT: gettext_lazy("another browser"),
    RoomEvent.Kind.TWO_PAGES: gettext_lazy("open in two places"),
    RoomEvent.Kind.LATE_ANSWER: gettext_lazy("answer after the end"),
    RoomEvent.Kind.REFUSED: gettext_lazy("request refused"),
}
LONGEST_SEARCH = 200
SHOWN = ("all", "flagged", *Presence)
_URGENCY = list(Presence)
_NEVER = datetime.max.timestamp()


@dataclass(frozen=True)
class _Progress:
    """How far an attempt is."""

    n_questions: int = 0
    n_answered: int = 0
    saved_at: datetime | None = None


def get_room_exam(user: User, exam_id: UUID) -> tuple[Exam, Enrollment]:
    """Return an exam for somebody who may watch its room, with their place in the course.

    Raises
    ------
    ExamNotFound, NotPermitted
    """
    exam = get_exam_for(user, exam_id)
    return exam, require_staff(get_enrollment_for(user, exam.course_id))


def room_page(
    user: User, exam_id: UUID, now: datetime, *, sort: str = "", show: str = "", text: str = ""
) -> RoomPage:
    """Return the room as somebody of the staff sees it; `text` is part of a name to look for.

    Raises
    ------
    ExamNotFound, NotPermitted
    """
    exam, place = get_room_exam(user, exam_id)
    seats = list_seats(exam, now)
    show = show if show in SHOWN else "all"
    sort = sort if sort in _SORTS else "urgency"
    text = text.strip()[:LONGEST_SEARCH]
    named = [seat for seat in seats if _is_called(seat, text)]
    shown = sorted((seat for seat in named if _is_shown(seat, show)), key=_SORTS[sort])
    page = RoomPage(
        exam_id=exam.pk,
        exam_title=exam.title,
        course_id=exam.course_id,
        course_title=exam.course.title,
        counts=_counts(named, show),
        seats=tuple(shown),
        n_students=len(seats),
        zone_words=zone_of(exam.course).key,
        sort=sort,
        show=show,
        text=text,
        may_act=place.role in TEACHING_ROLES,
        mark=hashlib.sha256(repr((named, sort, show)).encode()).hexdigest()[:16],
    )
    return page


def list_seats(exam: Exam, now: datetime) -> list[Seat]:
    """Return every student of the course, and whoever else sits the exam."""
    attempts = _latest_attempts(exam)
    people = {
        user.pk: user
        for user in User.objects.filter(
            Q(enrollments__course=exam.course_id, enrollments__role=Enrollment.Role.STUDENT)
            | Q(pk__in=attempts)
        ).distinct()
    }
    rules = rules_of_people(exam, people)
    progress, flags = _progress(exam), _flags(exam)
    return [
        _absent(user, exam, rules[user.pk])
        if (attempt := attempts.get(user.pk)) is None
        else _seat(
            user,
            attempt,
            exam,
            rules[user.pk],
            progress.get(attempt.pk, _Progress()),
            flags.get(attempt.pk, ()),
            now,
        )
        for user in people.values()
    ]


def _latest_attempts(exam: Exam) -> dict[int, Attempt]:
    """Return each person's newest attempt with its page's last sign of life."""
    rows = Attempt.objects.filter(exam=exam).select_related("presence").order_by("number")
    return {attempt.user_id: attempt for attempt in rows}


def _progress(exam: Exam) -> dict[UUID, _Progress]:
    """Return how far the open attempts are; the database counts."""
    rows = (
        Response.objects.filter(attempt__exam=exam, attempt__finished_at=None, is_current=True)
        .values("attempt")
        .annotate(n=Count("pk"), answered=Count("saved_at"), last=Max("saved_at"))
        .order_by()
    )
    return {row["attempt"]: _Progress(row["n"], row["answered"], row["last"]) for row in rows}


def _flags(exam: Exam) -> dict[UUID, tuple[str, ...]]:
    rows = (
        RoomEvent.objects.filter(attempt__exam=exam, kind__in=FLAG_WORDS)
        .values("attempt", "kind")
        .annotate(n=Count("pk"))
        .order_by("kind")
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        words = str(FLAG_WORDS[RoomEvent.Kind(row["kind"])])
        found[row["attempt"]].append(words if row["n"] == 1 else f"{words} x{row['n']}")
    return {pk: tuple(words) for pk, words in found.items()}


def _absent(user: User, exam: Exam, rules: Rules) -> Seat:
    return Seat(
        user_id=user.pk,
        name=user.display_name,
        username=user.username,
        presence=Presence.ABSENT,
        extra_words=_extra_words(exam, rules, 0),
    )


def _seat(
    user: User,
    attempt: Attempt,
    exam: Exam,
    rules: Rules,
    progress: _Progress,
    flags: tuple[str, ...],
    now: datetime,
) -> Seat:
    page = getattr(attempt, "presence", None)
    signs = [attempt.started_at, progress.saved_at, page.seen_at if page else None]
    seen_at = max(sign for sign in signs if sign is not None)
    presence = _presence(attempt, seen_at, now, has_spoken=page is not None)
    course = exam.course
    is_quiet = presence in (Presence.LOST, Presence.SILENT)
    ends = attempt.deadline_at if attempt.finished_at is None else None
    return Seat(
        user_id=user.pk,
        name=user.display_name,
        username=user.username,
        presence=presence,
        attempt_id=attempt.pk,
        attempt_number=attempt.number,
        number=page.number if page is not None and attempt.finished_at is None else 0,
        n_answered=progress.n_answered,
        n_questions=progress.n_questions,
        saved_at=progress.saved_at,
        saved_words=""
        if progress.saved_at is None
        else exact_clock(progress.saved_at, course, now=now),
        seen_words=exact_clock(seen_at, course, now=now) if is_quiet else "",
        deadline_at=ends,
        deadline_words="" if ends is None else exact_clock(ends, course, now=now),
        ended_words=""
        if attempt.finished_at is None
        else exact_clock(attempt.finished_at, course, now=now),
        extra_words=_extra_words(exam, rules, attempt.extra_s),
        flags=flags,
    )


def _presence(attempt: Attempt, seen_at: datetime, now: datetime, *, has_spoken: bool) -> Presence:
    if attempt.finished_at is not None:
        return Presence.FINISHED
    if attempt.paused_at is not None:
        return Presence.PAUSED
    if now - seen_at <= LOST_AFTER:
        return Presence.HERE
    return Presence.LOST if has_spoken else Presence.SILENT


def _extra_words(exam: Exam, rules: Rules, extra_s: int) -> str:
    """Return the time beyond the exam's own, from grants and from what was given here."""
    more_s = extra_s + max(rules.end_extra_s, (rules.time_limit_s or 0) - (exam.time_limit_s or 0))
    return f"+{minutes(more_s)}" if more_s else ""


def _is_called(seat: Seat, text: str) -> bool:
    words = f"{seat.name} {seat.username}".casefold()
    return all(word in words for word in text.casefold().split())


def _is_shown(seat: Seat, show: str) -> bool:
    if show == "flagged":
        return bool(seat.flags)
    return show in ("all", seat.presence)


def _counts(seats: Iterable[Seat], show: str) -> tuple[Choice, ...]:
    """Return how many there are of each state, as ways to look at the room."""
    listed = list(seats)
    n = Counter(seat.presence for seat in listed)
    return (
        Choice("all", _("all"), len(listed), show == "all"),
        *(
            Choice(key, str(PRESENCE_WORDS[key]), n[key], show == key)
            for key in _ORDER
            # Few rooms have one, and it is nothing to watch for.
            if key is not Presence.SILENT or n[key] or show == key
        ),
        Choice(
            "flagged", _("flagged"), sum(bool(seat.flags) for seat in listed), show == "flagged"
        ),
    )


_ORDER = (
    Presence.HERE,
    Presence.LOST,
    Presence.SILENT,
    Presence.PAUSED,
    Presence.ABSENT,
    Presence.FINISHED,
)


def _name(seat: Seat) -> tuple[Any, ...]:
    return (seat.name.casefold(), seat.username)


def _urgency(seat: Seat) -> tuple[Any, ...]:
    return (not seat.flags, _URGENCY.index(seat.presence), *_name(seat))


def _left(seat: Seat) -> tuple[Any, ...]:
    ends = _NEVER if seat.deadline_at is None else seat.deadline_at.timestamp()
    return (not seat.is_open, ends, *_name(seat))


def _saved(seat: Seat) -> tuple[Any, ...]:
    saved = 0.0 if seat.saved_at is None else seat.saved_at.timestamp()
    return (not seat.is_open, saved, *_name(seat))


_SORTS: Mapping[str, Callable[[Seat], tuple[Any, ...]]] = {
    "urgency": _urgency,
    "name": _name,
    "progress": lambda seat: (not seat.is_open, seat.n_answered, *_name(seat)),
    "saved": _saved,
    "left": _left,
}
SORT_WORDS = {
    "urgency": gettext_lazy("what needs a look"),
    "name": gettext_lazy("name"),
    "progress": gettext_lazy("least answered"),
    "saved": gettext_lazy("longest since a save"),
    "left": gettext_lazy("least time left"),
}
