"""Copies of exams: into the same course or another, with all moments moved, as drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from examcenter.accounts.models import User
from examcenter.courses.models import Course
from examcenter.exams.building.definition import ExamDefinition, Rules, define_exam
from examcenter.exams.building.services import write_exam
from examcenter.exams.models import Exam


@dataclass(frozen=True)
class Shift:
    """By how many days moments move; the time of day stays, in the zone of the new course."""

    days: int = 0

    @classmethod
    def between(cls, source: Course, target: Course) -> Shift:
        """Return the shift from the first day of one term to that of another; 0 if unknown."""
        if source.starts_on is None or target.starts_on is None:
            return cls()
        return cls((target.starts_on - source.starts_on).days)

    def move(self, moment: datetime | None, source: str, target: str) -> datetime | None:
        """Return a moment so many days later, at the same time of day on the wall.

        Adding hours would be an hour off when summer time begins or ends in between.
        """
        if moment is None:
            return None
        wall = moment.astimezone(ZoneInfo(source))
        day: date = wall.date() + timedelta(days=self.days)
        return datetime.combine(day, time(wall.hour, wall.minute, wall.second), ZoneInfo(target))


def copy_exam(
    *,
    exam: Exam,
    course: Course,
    actor: User,
    now: datetime,
    shift: Shift | None = None,
    title: str = "",
    external_id: str = "",
) -> Exam:
    """Return a draft with everything that an exam says, in a course that the actor teaches.

    Without a shift, moments move from the first day of one term to that of the other. Attempts,
    accommodations and a release stay where they are.

    Raises
    ------
    QuestionsMissing, ExternalIdTaken
    """
    moved = Shift.between(exam.course, course) if shift is None else shift
    definition = define_exam(exam)
    rules = move_rules(
        definition.rules, moved, source=exam.course.time_zone, target=course.time_zone
    )
    return write_exam(
        course=course,
        definition=replace(definition, rules=replace(rules, title=title or rules.title)),
        actor=actor,
        now=now,
        origin=f"copy of {exam.pk}",
        external_id=external_id,
    )


def move_rules(rules: Rules, shift: Shift, *, source: str, target: str) -> Rules:
    """Return the rules with their moments moved from one course's calendar to another's."""
    opens_at = shift.move(rules.opens_at, source, target)
    closes_at = shift.move(rules.closes_at, source, target)
    late_until_at = shift.move(rules.late_until_at, source, target)
    closes_at = _behind(opens_at, closes_at, rules.opens_at, rules.closes_at)
    late_until_at = _behind(closes_at, late_until_at, rules.closes_at, rules.late_until_at)
    return replace(rules, opens_at=opens_at, closes_at=closes_at, late_until_at=late_until_at)


def _behind(
    first: datetime | None, second: datetime | None, *before: datetime | None
) -> datetime | None:
    """Return the second of two moved moments: behind the first, by as much as it was before.

    In the night when clocks are turned, times on the wall may change places.
    """
    # Two moments of one zone are compared by the wall.
    start, was_start, was_end = (
        None if one is None else one.astimezone(UTC) for one in (first, *before)
    )
    if start and second and was_start and was_end and second.astimezone(UTC) <= start:
        return start + (was_end - was_start)
    return second


def take_in(*, course: Course, definition: ExamDefinition, actor: User, now: datetime) -> Exam:
    """Return a draft made of a document from outside. Raises QuestionsMissing."""
    return write_exam(course=course, definition=definition, actor=actor, now=now, origin="import")
