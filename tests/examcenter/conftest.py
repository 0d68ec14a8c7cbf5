"""A small bank, a named cast and the exams that most tests sit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.models import Exam
from tests.examcenter.making import enroll, make_course, make_exam, make_user
from tests.examcenter.publishing import publish_quickly
from tests.examcenter.world import World, make_world

BANK = Path(__file__).parent / "bank"


@dataclass(frozen=True)
class Cast:
    """Who plays in the tests: Ada and Ben learn, Tess teaches, Carol is in no course."""

    course: Course
    ada: User
    ben: User
    carol: User
    tess: User

    def named(self, name: str) -> User:
        """Return a person by name, for tests that run for several."""
        user: User = getattr(self, name)
        return user


@pytest.fixture
def now() -> datetime:
    """The moment at which tests without a clock of their own happen."""
    return datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
def bank(db: None) -> None:
    """Publish the small bank: one-side, two-parts, code-task."""
    publish_quickly(BANK)


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the people and their course."""
    course = make_course("vision")
    people = {name: make_user(name) for name in ("ada", "ben", "carol", "tess")}
    enroll(course, people["ada"])
    enroll(course, people["ben"])
    enroll(course, people["tess"], Enrollment.Role.TEACHER)
    return Cast(course=course, **people)


@pytest.fixture
def practice(cast: Cast, bank: None) -> Exam:
    """Return a practice with one question of each sort."""
    return make_exam(cast.course, "practice", ["one-side", "two-parts", "code-task"])


@pytest.fixture
def timed(cast: Cast, bank: None) -> Exam:
    """Return an exam of ten minutes whose feedback waits for the end."""
    return make_exam(
        cast.course,
        "timed",
        ["one-side", "two-parts", "code-task"],
        kind=Exam.Kind.EXAM,
        feedback=Exam.Feedback.AFTER,
        time_limit_s=600,
    )


@pytest.fixture
def world(cast: Cast, practice: Exam) -> World:
    """Return everybody with a session, and everything that has an address."""
    return make_world(cast, practice)
