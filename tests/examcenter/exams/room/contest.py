"""A program of its own: finishing, closing, sweeping, extending and reopening, all at once.

In the tests' database there is one connection; here each thread has its own. It prints what it
found as JSON; nothing in it depends on who wins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from examcenter.accounts.models import User  # noqa: E402
from examcenter.courses.models import Course, Enrollment  # noqa: E402
from examcenter.exams.errors import ExamError  # noqa: E402
from examcenter.exams.models import Attempt, Check, Exam, RoomEvent  # noqa: E402
from examcenter.exams.room.giving import close_attempts, extend_attempts  # noqa: E402
from examcenter.exams.room.intervals import Interval  # noqa: E402
from examcenter.exams.room.outages import give_time_back  # noqa: E402
from examcenter.exams.room.reopening import TimeToHave, reopen_attempts  # noqa: E402
from examcenter.exams.services import (  # noqa: E402
    SavedDraft,
    finish_attempt,
    save_draft,
    settle_overdue_attempts,
    start_attempt,
)
from questions.services import publish_bank  # noqa: E402
from tests.examcenter.making import (  # noqa: E402
    current,
    enroll,
    keys_as_text,
    make_course,
    make_exam,
    make_user,
)

N_STUDENTS = 6
N_AT_ONCE = 6
MINUTE = timedelta(minutes=1)
NOW = timezone.now()
DEADLINE = NOW + 10 * MINUTE


def make_class() -> tuple[Course, User, list[User]]:
    """Return a course with its teacher and students."""
    publish_bank(Path(__file__).parents[2] / "bank")
    course, tess = make_course("vision"), make_user("tess")
    enroll(course, tess, Enrollment.Role.TEACHER)
    students = [make_user(f"student-{number}") for number in range(N_STUDENTS)]
    for student in students:
        enroll(course, student)
    return course, tess, students


def sit(course: Course, slug: str, students: list[User]) -> list[Attempt]:
    """Return attempts of everybody at a new exam, with the first question answered right."""
    exam = make_exam(course, slug, ["one-side", "two-parts"], kind=Exam.Kind.EXAM, time_limit_s=600)
    attempts = [start_attempt(user=user, exam_id=exam.pk, now=NOW) for user in students]
    for attempt in attempts:
        save_draft(attempt=attempt, number=1, answers=keys_as_text(attempt, 1), now=NOW)
    return attempts


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them in threads; return what they returned, errors in words included."""

    def do(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except ExamError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        return list(pool.map(do, acts))


def end_together(course: Course, tess: User, students: list[User]) -> dict[str, Any]:
    """Let student, teacher and clock end each attempt at once: it is scored once."""
    attempts = sit(course, "ended", students)
    late = DEADLINE + MINUTE
    acts: list[Callable[[], Any]] = []
    for attempt in attempts:
        acts += [
            partial(finish_attempt, attempt=attempt, now=NOW),
            partial(close_attempts, attempts=[attempt.pk], actor=tess, now=NOW),
            partial(settle_overdue_attempts, now=late),
            partial(finish_attempt, attempt=attempt, now=NOW),
        ]
    at_once(acts)
    exam = attempts[0].exam
    return {
        "scores": sorted(round(a.score, 3) for a in Attempt.objects.filter(exam=exam)),
        "n_checks": Check.objects.filter(response__attempt__exam=exam).count(),
        "n_finished": RoomEvent.objects.filter(kind="finished", attempt__exam=exam).count(),
    }


def extend_at_the_deadline(course: Course, tess: User, students: list[User]) -> dict[str, Any]:
    """Let a teacher give minutes while the clock closes and the student saves."""
    attempts = sit(course, "extended", students)
    late = DEADLINE + timedelta(seconds=1)
    acts: list[Callable[[], Any]] = []
    for attempt in attempts:
        acts += [
            partial(extend_attempts, attempts=[attempt.pk], minutes=5, actor=tess, now=late),
            partial(settle_overdue_attempts, now=late),
            partial(save_draft, attempt=attempt, number=2, answers={"width": "7"}, now=late),
        ]
    found = at_once(acts)
    broken = lost = 0
    for n, attempt in enumerate(attempts):
        extended, _swept, saved = found[3 * n : 3 * n + 3]
        stored = Attempt.objects.get(pk=attempt.pk)
        promised = DEADLINE + 5 * MINUTE
        if extended.done and (stored.finished_at is not None or stored.deadline_at != promised):
            broken += 1
        if not extended.done and stored.finished_at != DEADLINE:
            broken += 1
        if isinstance(saved, SavedDraft) and current(attempt, 2).draft != {"width": "7"}:
            lost += 1
    return {"broken_promises": broken, "lost_saves": lost}


def reopen_and_close(course: Course, tess: User, students: list[User]) -> dict[str, Any]:
    """Let teachers reopen and close the same attempts at once: no score is counted twice."""
    attempts, minute = sit(course, "reopened", students), TimeToHave(60)
    acts: list[Callable[[], Any]] = []
    for attempt in attempts:
        for _ in range(3):
            acts += [
                partial(close_attempts, attempts=[attempt.pk], actor=tess, now=NOW),
                partial(reopen_attempts, attempts=[attempt.pk], time=minute, actor=tess, now=NOW),
            ]
    at_once(acts)
    exam = attempts[0].exam
    ended = 0
    for attempt in Attempt.objects.filter(exam=exam, finished_at=None):
        ended += finish_attempt(attempt=attempt, now=NOW).finished_at is not None
    scores = sorted(round(a.score, 3) for a in Attempt.objects.filter(exam=exam))
    events = RoomEvent.objects.filter(attempt__exam=exam)
    n_ends = events.filter(kind="finished").count()
    return {
        "scores": scores,
        "ends_without_reopening": n_ends - events.filter(kind="reopened").count(),
    }


def give_back_twice(course: Course, tess: User, students: list[User]) -> dict[str, Any]:
    """Let several clicks give the same outage back: everybody gets it once."""
    exam = sit(course, "outage", students)[0].exam
    outage = Interval(NOW + MINUTE, NOW + 3 * MINUTE)
    click = partial(
        give_time_back,
        exam=exam,
        interval=outage,
        reason="Power cut",
        actor=tess,
        now=NOW + 5 * MINUTE,
    )
    at_once([click] * 4)
    return {"extra_s": sorted(a.extra_s for a in Attempt.objects.filter(exam=exam))}


def contest() -> dict[str, Any]:
    """Hold all contests and return what was found."""
    course, tess, students = make_class()
    return {
        act.__name__: act(course, tess, students)
        for act in (end_together, extend_at_the_deadline, reopen_and_close, give_back_twice)
    }


if __name__ == "__main__":
    print(json.dumps(contest()))  # noqa: T201
