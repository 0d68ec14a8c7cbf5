"""Publishing an exam, taking it back, deleting a draft."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams import audit
from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.definition import define_exam
from examcenter.exams.building.errors import ExamOnRecord, NotReadyToPublish
from examcenter.exams.building.reading import read_plan
from examcenter.exams.building.services.rules import without_password
from examcenter.exams.building.services.structure import changing
from examcenter.exams.models import AuditEntry, Exam
from examcenter.exams.signals import exam_published


def publish_exam(*, exam: Exam, actor: User, now: datetime) -> None:
    """Let the students of the course see an exam whose check finds no error.

    Raises
    ------
    NotReadyToPublish
    """
    with transaction.atomic():
        locked = Exam.objects.select_for_update().select_related("course").get(pk=exam.pk)
        if locked.published_at is not None:
            return
        n_errors = sum(finding.is_error for finding in check_exam(read_plan(locked), now))
        if n_errors:
            raise NotReadyToPublish(n_errors=n_errors)
        locked.published_at = locked.updated_at = now
        locked.save(update_fields=["published_at", "updated_at"])
        written = define_exam(locked).to_json()
        audit.record(
            action="exam-published",
            course=locked.course,
            exam=locked,
            actor=actor,
            data={**written, "rules": without_password(written["rules"])},
            now=now,
        )
        exam_published.send(sender=Exam, exam=locked, now=now)


def unpublish_exam(*, exam: Exam, actor: User, now: datetime) -> None:
    """Make an exam a draft again, as long as nobody has started it. Raises ExamInUse."""
    with changing(exam) as locked:
        if locked.published_at is None:
            return
        locked.published_at = None
        locked.save(update_fields=["published_at"])
        audit.record(
            action="exam-unpublished", course=exam.course, exam=locked, actor=actor, now=now
        )


def delete_exam(*, exam: Exam, actor: User, now: datetime) -> None:
    """Delete a draft that was never published; the log keeps that there was one.

    Raises
    ------
    ExamInUse
        If it was started.
    ExamOnRecord
        If it was published: the log speaks of it, and entries of the log are never changed.
    """
    with changing(exam) as locked:
        if AuditEntry.objects.filter(exam=locked).exists() or locked.published_at is not None:
            raise ExamOnRecord
        title = locked.title
        locked.delete()
        audit.record(
            action="exam-deleted",
            course=exam.course,
            actor=actor,
            data={"title": title, "exam": str(exam.pk)},
            now=now,
        )
