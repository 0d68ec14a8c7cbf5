"""Granting exceptions: more time, a later window, more attempts or tries, and taking them back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Group
from examcenter.exams import audit
from examcenter.exams.errors import ExamError
from examcenter.exams.models import Accommodation, Exam
from examcenter.exams.room.telling import moment_text


class NothingGranted(ExamError):
    """A grant that names nobody, changes nothing or gives no reason."""

    code = "nothing_granted"
    title = gettext_lazy("This grants nothing")
    action = gettext_lazy("Say for whom, what, and why.")
    status = 400


@dataclass(frozen=True)
class Terms:
    """What is granted; None leaves the exam's own rule as it is."""

    extra_time_factor: float | None = None
    extra_time_s: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    extra_attempts: int | None = None
    extra_tries: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is granted."""
        return all(value is None for value in asdict(self).values())

    def to_json(self) -> dict[str, Any]:
        """Return what is granted, for the audit log."""
        return {
            name: moment_text(value) if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if value is not None
        }


@dataclass(frozen=True)
class Place:
    """Where a grant holds: in one exam, or in all of a course."""

    course: Course
    exam: Exam | None = None


@dataclass(frozen=True)
class People:
    """Whom a grant is for: single students, each by themselves, or one group."""

    users: tuple[User, ...] = ()
    group: Group | None = None


def grant(
    *, place: Place, people: People, terms: Terms, reason: str, actor: User, now: datetime
) -> list[Accommodation]:
    """Grant something to people; it holds from now on, and `apply_rules` brings it to attempts.

    Raises
    ------
    NothingGranted
        If nobody is named, nothing is given or the reason is missing.
    """
    if not reason.strip():
        raise NothingGranted(_("No reason was given, expected why this is granted."))
    if terms.is_empty:
        raise NothingGranted(_("Nothing was filled in, expected more time, a window or tries."))
    if not people.users and people.group is None:
        raise NothingGranted(_("Nobody was chosen, expected students or a group."))
    common = {
        "course": place.course,
        "exam": place.exam,
        "reason": reason.strip(),
        "created_by": actor,
        "created_at": now,
        **asdict(terms),
    }
    rows = [Accommodation(user=user, **common) for user in people.users]
    if people.group is not None:
        rows.append(Accommodation(group=people.group, **common))
    with transaction.atomic():
        Accommodation.objects.bulk_create(rows)
        for row in rows:
            _record("accommodation-granted", row, terms.to_json(), actor, now)
    return rows


def revoke(*, accommodation: Accommodation, actor: User, now: datetime) -> None:
    """Take a grant back: it stays on record and holds no more; taking it back twice is once."""
    with transaction.atomic():
        locked = (
            Accommodation.objects.select_for_update(of=("self",))
            .select_related("course", "exam")
            .get(pk=accommodation.pk)
        )
        if locked.revoked_at is not None:
            return
        locked.revoked_at = now
        locked.save(update_fields=["revoked_at"])
        _record("accommodation-revoked", locked, terms_of(locked).to_json(), actor, now)


def change(
    *, accommodation: Accommodation, terms: Terms, reason: str, actor: User, now: datetime
) -> Accommodation:
    """Replace a grant by another for the same people; the old one stays on record.

    Raises
    ------
    NothingGranted
        If nothing is given or the reason is missing.
    """
    people = People(
        users=() if accommodation.user is None else (accommodation.user,),
        group=accommodation.group,
    )
    with transaction.atomic():
        revoke(accommodation=accommodation, actor=actor, now=now)
        (row,) = grant(
            place=Place(accommodation.course, accommodation.exam),
            people=people,
            terms=terms,
            reason=reason,
            actor=actor,
            now=now,
        )
    return row


def terms_of(row: Accommodation) -> Terms:
    """Return what a grant gives."""
    return Terms(**{name: getattr(row, name) for name in asdict(Terms())})


def _record(
    action: str, row: Accommodation, given: dict[str, Any], actor: User, now: datetime
) -> None:
    data: dict[str, Any] = {"accommodation": str(row.pk), "given": given, "reason": row.reason}
    if row.user_id is not None:
        data["user"] = row.user_id
    else:
        data["group"] = str(row.group_id)
    audit.record(action=action, course=row.course, exam=row.exam, actor=actor, data=data, now=now)
