"""The audit log as people read it: who changed what, when, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from examcenter.exams.anonymity import hides_names, number_of
from examcenter.exams.gradebook.actions import ACTION_WORDS, words_of
from examcenter.exams.models import AuditEntry
from examcenter.templatetags.moments import at_words

LEAF = 100
# What the log can be narrowed down to.
ACTIONS = tuple(ACTION_WORDS)
# What is done in the room: it stands there beside names, and touches no mark.
OF_THE_ROOM = frozenset({"time-given", "time-given-back", "attempt-paused", "attempt-resumed"})
# Fingerprints and keys of rows prove something and tell a reader nothing.
_UNREAD = frozenset({"digest", "check", "response", "slot", "submission", "changes", "undoes"})
# As entries hold a moment.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:[+-]\d\d:\d\d|Z)")


@dataclass(frozen=True)
class LogLine:
    """One entry."""

    at: datetime
    # The room tells who did something at a moment, so neither this one nor those in the details
    # are told here.
    is_day_only: bool
    actor: str  # "" is the service itself
    student: str  # "" where it concerns no attempt
    exam: str
    action: str
    details: tuple[tuple[str, str], ...]
    sequence: int | None


def lines_of(entries: Iterable[AuditEntry], now: datetime) -> list[LogLine]:
    """Return entries as lines; students of an exam that is marked anonymously stay numbers."""
    return [_line(entry, now) for entry in entries]


def _line(entry: AuditEntry, now: datetime) -> LogLine:
    student = actor = ""
    owner = entry.attempt.user if entry.attempt is not None else None
    is_hidden = (
        entry.exam is not None and entry.action not in OF_THE_ROOM and hides_names(entry.exam, now)
    )
    if owner is not None:
        student = number_of(entry.exam, owner) if is_hidden and entry.exam else owner.display_name
    if entry.actor is not None:
        actor = student if owner == entry.actor else entry.actor.display_name
    return LogLine(
        at=entry.created_at,
        is_day_only=is_hidden and owner is not None,
        actor=actor,
        student=student,
        exam=entry.exam.title if entry.exam else "",
        action=words_of(entry.action),
        details=tuple(
            _details(_without_moments(entry.data) if is_hidden and owner else entry.data)
        ),
        sequence=entry.sequence,
    )


def _details(data: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, str]]:
    """Yield what an entry holds as names and values, nested ones by their path."""
    for name, value in data.items():
        if name in _UNREAD:
            continue
        words = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _details(value, f"{words} ")
        elif value is not None and value not in ("", []):
            yield words, _text(value)


def _text(value: Any) -> str:
    """Return a value as people read it; moments are those of the zone at hand."""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, Mapping):
        return " ".join(f"{name} {text}" for name, text in _details(value))
    if _is_moment(value):
        return at_words(datetime.fromisoformat(value), "short")
    return str(value)


def _without_moments(value: Any) -> Any:
    """Return what an entry holds without what says when something was, as the room says it."""
    if isinstance(value, Mapping):
        return {name: _without_moments(one) for name, one in value.items() if not _is_moment(one)}
    if isinstance(value, list):
        return [_without_moments(one) for one in value if not _is_moment(one)]
    return value


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and _MOMENT.fullmatch(value) is not None


def entries_of_attempt(attempt_id: UUID) -> QuerySet[AuditEntry]:
    """Return everything that was recorded of an attempt, oldest first."""
    return (
        AuditEntry.objects.filter(attempt=attempt_id)
        .select_related("exam", "attempt__user", "actor")
        .order_by("pk")
    )


def concerns(entry: AuditEntry, number: int) -> bool:
    """Tell whether an entry is about a question of its attempt, or about the whole attempt."""
    about = {change.get("number") for change in entry.data.get("changes", ())}
    if "number" in entry.data:
        about.add(entry.data["number"])
    return not about or number in about


def find_entries(
    course_id: UUID, now: datetime, *, exam: UUID | None, action: str, text: str
) -> QuerySet[AuditEntry]:
    """Return the entries of a course, newest first, narrowed down."""
    entries = AuditEntry.objects.filter(course=course_id).select_related(
        "exam", "attempt__user", "actor"
    )
    if exam is not None:
        entries = entries.filter(exam=exam)
    if action:
        entries = entries.filter(action=action)
    if text:
        # A search for a name would tell who is behind a number.
        is_hidden = Q(exam__is_anonymous=True) & (
            Q(exam__released_at__isnull=True) | Q(exam__released_at__gt=now)
        )
        entries = entries.exclude(is_hidden & ~Q(action__in=OF_THE_ROOM)).filter(
            attempt__user__username__iexact=text
        )
    return entries.order_by("-pk")


def unsealed_words(n_unsealed: int) -> str:
    """Return how many entries wait for their seal; "" for none."""
    if not n_unsealed:
        return ""
    return _("%(n)d entries are sealed in a moment.") % {"n": n_unsealed}
