"""What the front page shows, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from examcenter.exams.pages import CourseCard, ExamCard
from examcenter.practice.pages import TopicCard


@dataclass(frozen=True)
class Result:
    """A finished attempt whose score the policy shows."""

    exam: ExamCard
    score_words: str
    finished_at: datetime
    href: str


@dataclass(frozen=True)
class Decision:
    """Something that waits for a teacher."""

    title: str
    course_title: str
    words: str
    at_words: str  # "closes", "opened"; "" where no moment matters
    at: datetime | None
    href: str
    link_words: str
    time_zone: str = ""  # of the course


@dataclass(frozen=True)
class FrontPage:
    """What is due, what is open, what was learnt; for teachers what needs a decision."""

    is_teaching: bool
    is_learning: bool
    decisions: tuple[Decision, ...]
    running: tuple[ExamCard, ...]  # exams with an open attempt
    closing: tuple[ExamCard, ...]  # open, not begun, and closing soon
    repetitions: tuple[TopicCard, ...]  # missed topics that come back today
    startable: tuple[ExamCard, ...]  # open without hurry
    coming: tuple[ExamCard, ...]
    topics: tuple[TopicCard, ...]  # practised so far
    results: tuple[Result, ...]  # newest first
    courses: tuple[CourseCard, ...]
    earlier: tuple[CourseCard, ...]  # put away, or their term is long over
