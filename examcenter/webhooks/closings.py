"""Notices what happens by the clock alone: exams that close, and results that this releases."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from examcenter.exams.models import Exam
from examcenter.exams.review import closings_of
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import Event

# What closed longer ago was told, or closed before there was anybody to tell.
_SINCE = timedelta(days=7)


def note_closings(*, now: datetime) -> int:
    """Write the events of exams that are over for everybody; each end is told once."""
    over = Q(late_until_at__isnull=True, closes_at__lte=now) | Q(late_until_at__lte=now)
    recent = Q(closes_at__gt=now - _SINCE) | Q(late_until_at__gt=now - _SINCE)
    exams = list(Exam.objects.filter(over, recent, published_at__isnull=False))
    told = set(
        Event.objects.filter(once__in=[_once(exam, "closed") for exam in exams]).values_list(
            "once", flat=True
        )
    )
    waiting = [exam for exam in exams if _once(exam, "closed") not in told]
    closings = closings_of(waiting, now) if waiting else {}
    return sum(_tell(exam, now) for exam in waiting if closings[exam.pk].is_over)


def _tell(exam: Exam, now: datetime) -> bool:
    data = {"exam_id": exam.pk}
    try:
        if exam.release == Exam.Release.CLOSING and exam.released_at is None:
            emit(
                "grade.released",
                course_id=exam.course_id,
                data=data,
                now=now,
                once=_once(exam, "released"),
            )
        closed = emit(
            "exam.closed",
            course_id=exam.course_id,
            data=data,
            now=now,
            once=_once(exam, "closed"),
        )
    except IntegrityError:
        # Another sweep told it in the same moment.
        return False
    return closed


def _once(exam: Exam, what: str) -> str:
    """Return by what the end of an exam is known; one that is moved is another end."""
    ends_at = exam.late_until_at or exam.closes_at
    return f"{what}:{exam.pk}:{ends_at:%Y%m%dT%H%M%S}"
