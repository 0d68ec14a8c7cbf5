"""Which grades have changed since when: changes get their moments when they are read.

A moment that a writer notes is too early: its transaction may end after somebody has read all that
was there until later moments, and who asks for what came since would never hear of it. So a writer
only says that something changed (`Attempt.is_grade_new`), and the next reader gives what it finds
written a moment later than all that were given before in the course.

Only rows that are listed get moments. Who is no student any more has no row, so what happens to
their grades meanwhile, and that they come back, is a change for whoever reads them next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from examcenter.courses.models import Course, Enrollment
from examcenter.exams.anonymity import hides_names
from examcenter.exams.models import Attempt, Exam, GradeClock
from examcenter.exams.review import releases_of, seen_of

# The shortest time between two moments that the database tells apart.
_STEP = timedelta(microseconds=1)
_BATCH = 500


def note_change(attempts: Iterable[Attempt]) -> None:
    """Note in the current transaction that the grades of these attempts have changed."""
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(is_grade_new=True)


def note_departures(course_id: UUID) -> None:
    """Note that the grades of people who are no students now are news once they are students again.

    Done in the transaction in which people leave a course or get another role.
    """
    gone = Attempt.objects.filter(exam__course=course_id, is_grade_new=False)
    gone.exclude(user__in=_students_of(course_id)).update(is_grade_new=True)


def hand_out(course: Course, exams: Sequence[Exam], now: datetime) -> None:
    """Give every change in these exams of a course a moment; few queries where there is none.

    A release, and the end of marking without names, change every row of an exam without a writer:
    the clock may bring them.
    """
    shown = {str(key): one.to_json() for key, one in shown_of(exams, now).items()}
    clock = GradeClock.objects.filter(course=course).first()
    listed = Attempt.objects.filter(exam__in=exams, user__in=_students_of(course.pk))
    waiting = listed.filter(is_grade_new=True)
    if clock is not None and not _differing(clock, shown) and not waiting.exists():
        return
    with transaction.atomic():
        GradeClock.objects.get_or_create(course=course, defaults={"changed_at": now})
        clock = GradeClock.objects.select_for_update().get(course=course)
        # What somebody is writing at this moment gets its moment from the next reader.
        changed = list(waiting.select_for_update(skip_locked=True).only("pk").order_by("pk"))
        differing = _differing(clock, shown)
        if differing:
            known = {attempt.pk for attempt in changed}
            others = listed.filter(exam__in=differing, is_grade_new=False)
            locked = others.select_for_update().only("pk").order_by("pk")
            changed += [attempt for attempt in locked if attempt.pk not in known]
        moment = max(now, clock.changed_at + _STEP)
        for attempt in changed:
            attempt.grade_changed_at, attempt.is_grade_new = moment, False
            moment += _STEP
        columns = ["grade_changed_at", "is_grade_new"]
        Attempt.objects.bulk_update(changed, columns, batch_size=_BATCH)
        clock.changed_at = moment
        clock.shown = {**clock.shown, **shown}
        clock.save(update_fields=["changed_at", "shown"])


@dataclass(frozen=True)
class Shown:
    """What of an exam's grades is shown: to students their scores, to who marks the names."""

    has_scores: bool
    hides_names: bool

    def to_json(self) -> list[bool]:
        """Return it as `GradeClock.shown` holds it."""
        return [self.has_scores, self.hides_names]


def shown_of(exams: Sequence[Exam], now: datetime) -> dict[UUID, Shown]:
    """Return what is shown of each exam now, by its key; one query, or none."""
    releases = releases_of(exams, now)
    return {
        exam.pk: Shown(
            has_scores=seen_of(exam, releases[exam.pk], is_finished=True).score,
            hides_names=hides_names(exam, now),
        )
        for exam in exams
    }


def _students_of(course_id: UUID) -> QuerySet[Enrollment, Any]:
    places = Enrollment.objects.filter(course=course_id, role=Enrollment.Role.STUDENT)
    return places.values("user")


def _differing(clock: GradeClock, shown: dict[str, list[bool]]) -> list[UUID]:
    """Return the exams whose rows are shown otherwise than before."""
    return [UUID(exam) for exam, how in shown.items() if clock.shown.get(exam) != how]
