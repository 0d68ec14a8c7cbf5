"""Notices what happens by the clock alone: exams that close, and results that this releases.

A closing is told when an exam is over for everybody: the late rule, later windows of single people
and whoever still sits are waited for. It is told once. What is granted to single people afterwards
is news of their attempts and closes no exam again; only an exam whose own closing is moved, so that
it is open to everybody once more, ends a second time.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from examcenter.exams.models import Exam
from examcenter.exams.review import closings_of
from examcenter.webhooks.events import emit
from examcenter.webhooks.models import ToldClosing


def note_closings(*, now: datetime) -> int:
    """Write the events of exams that are over for everybody, and return of how many."""
    waiting = _list_untold(now)
    closings = closings_of(waiting, now) if waiting else {}
    return sum(_tell(exam, now) for exam in waiting if closings[exam.pk].is_over)


def _list_untold(now: datetime) -> list[Exam]:
    """Return the exams whose own end is past and was not told."""
    told_at = F("told_closing__told_at")
    is_over = Q(late_until_at__isnull=True) | Q(late_until_at__lte=now)
    is_opened_again = Q(closes_at__gt=told_at) | Q(late_until_at__gt=told_at)
    return list(
        Exam.objects.filter(
            is_over,
            Q(told_closing__isnull=True) | is_opened_again,
            closes_at__lte=now,
            published_at__isnull=False,
        ).annotate(told_at=told_at)
    )


def _tell(exam: Exam, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if not _claim(exam, now):
                return False
            data = {"exam_id": exam.pk}
            releases = exam.release == Exam.Release.CLOSING and exam.released_at is None
            kinds = ("grade.released", "exam.closed") if releases else ("exam.closed",)
            emit(*kinds, course_id=exam.course_id, data=data, now=now)
    except IntegrityError:
        # Another sweep told it in the same moment, or the exam was deleted.
        return False
    return True


def _claim(exam: Exam, now: datetime) -> bool:
    """Note that the end of an exam is told; of two sweeps at once one does."""
    # As it was found with the exam.
    told_at = vars(exam)["told_at"]
    if told_at is None:
        ToldClosing.objects.create(exam=exam, told_at=now)
        return True
    return bool(ToldClosing.objects.filter(exam=exam, told_at=told_at).update(told_at=now))
