"""What needs a teacher's decision today, over all courses that they teach: three queries."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.courses.models import Enrollment
from examcenter.exams.models import Exam, ResponseSubmission
from examcenter.front.pages import Decision

# How far ahead a teacher wants to know that a window opens or closes.
_TODAY = timedelta(days=1)
# What failed longer ago was seen, or is not missed.
_FAILED_SINCE = timedelta(days=30)


def list_decisions(course_ids: Collection[UUID], now: datetime) -> tuple[Decision, ...]:
    """Return what waits for somebody who teaches these courses, the most urgent first."""
    if not course_ids:
        return ()
    return (
        *_of_exams(course_ids, now),
        *_of_failed_submissions(course_ids, now),
        *_of_people(course_ids, now),
    )


def _of_exams(course_ids: Collection[UUID], now: datetime) -> Iterator[Decision]:
    soon = now + _TODAY
    is_draft = Q(published_at__isnull=True)
    is_over = Q(late_until_at__isnull=True, closes_at__lt=now) | Q(late_until_at__lt=now)
    opens = is_draft & Q(opens_at__lt=soon) & (Q(closes_at__isnull=True) | Q(closes_at__gt=now))
    closes = Q(published_at__isnull=False, closes_at__gt=now, closes_at__lt=soon)
    waits = Q(is_over, release=Exam.Release.MANUAL, released_at__isnull=True) & ~is_draft
    exams = (
        Exam.objects.filter(opens | closes | waits, course__in=course_ids)
        .select_related("course")
        .annotate(
            n_attempts=Count("attempts"),
            n_open=Count("attempts", filter=Q(attempts__finished_at__isnull=True)),
        )
        .order_by("closes_at", "pk")
    )
    for exam in exams:
        if exam.published_at is None:
            yield _of_draft(exam, now)
        elif exam.closes_at is not None and exam.closes_at > now:
            words = _closing_words(exam.n_open)
            yield _of_exam(exam, words, _("closes"), "exams:room", _("Watch"))
        elif exam.n_attempts:
            words = _waiting_words(exam.n_attempts)
            yield _of_exam(exam, words, _("closed"), "exams:gradebook", _("Decide"))


def _of_draft(exam: Exam, now: datetime) -> Decision:
    is_open = exam.opens_at is not None and exam.opens_at <= now
    words = (
        _("Still a draft, although its window is open: students cannot see it.")
        if is_open
        else _("Still a draft, and its window opens soon.")
    )
    at_words = _("opened") if is_open else _("opens")
    decision = _of_exam(exam, words, at_words, "exams:build", _("Look at the draft"))
    return replace(decision, at=exam.opens_at)


def _of_exam(exam: Exam, words: str, at_words: str, route: str, link_words: str) -> Decision:
    return Decision(
        title=exam.title,
        course_title=exam.course.title,
        words=words,
        at_words=at_words,
        at=exam.closes_at,
        href=reverse(route, args=[exam.pk]),
        link_words=link_words,
        time_zone=exam.course.time_zone,
    )


def _closing_words(n_open: int) -> str:
    if not n_open:
        return _("Nobody is working in it.")
    return ngettext("%(n)d attempt is open.", "%(n)d attempts are open.", n_open) % {"n": n_open}


def _waiting_words(n_attempts: int) -> str:
    return ngettext(
        "Closed; the result of %(n)d attempt waits for its release.",
        "Closed; the results of %(n)d attempts wait for their release.",
        n_attempts,
    ) % {"n": n_attempts}


def _of_failed_submissions(course_ids: Collection[UUID], now: datetime) -> Iterator[Decision]:
    rows = (
        ResponseSubmission.objects.filter(
            response__attempt__exam__course__in=course_ids,
            submission__state="graded",
            submission__verdict="system_error",
            submission__created_at__gt=now - _FAILED_SINCE,
        )
        .values(
            exam_id=F("response__attempt__exam_id"),
            title=F("response__attempt__exam__title"),
            course_title=F("response__attempt__exam__course__title"),
        )
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    for row in rows:
        yield Decision(
            title=row["title"],
            course_title=row["course_title"],
            words=ngettext(
                "%(n)d submission ended by our fault and cost the student nothing.",
                "%(n)d submissions ended by our fault and cost the students nothing.",
                row["n"],
            )
            % {"n": row["n"]},
            at_words="",
            at=None,
            href=reverse("exams:gradebook", args=[row["exam_id"]]),
            link_words=_("Look at it"),
        )


def _of_people(course_ids: Collection[UUID], now: datetime) -> Iterator[Decision]:
    rows = (
        Enrollment.objects.filter(
            Q(course__ends_on__isnull=True) | Q(course__ends_on__gte=now.date()),
            course__in=course_ids,
            role=Enrollment.Role.STUDENT,
            user__is_active=True,
            user__last_login__isnull=True,
        )
        .values("course_id", title=F("course__title"))
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    for row in rows:
        yield Decision(
            title=row["title"],
            course_title="",
            words=ngettext(
                "%(n)d student has never signed in.",
                "%(n)d students have never signed in.",
                row["n"],
            )
            % {"n": row["n"]},
            at_words="",
            at=None,
            href=reverse("courses:people", args=[row["course_id"]]),
            link_words=_("Look at the list"),
        )
