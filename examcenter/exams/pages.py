"""What the pages about exams show, ready for a template: no page computes or queries anything.

Names ending in ``_html`` are sanitised and safe to print; everything else is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils.safestring import SafeString

from examcenter.exams.taking.pages import (
    CodeView,
    DiagnosisView,
    FeedbackView,
    OptionView,
    PartView,
    QuestionPage,
    RailItem,
    SubmissionRow,
)

__all__ = [
    "INPUT_PREFIX",
    "AttemptRow",
    "CodeView",
    "CourseCard",
    "CoursePage",
    "DiagnosisView",
    "ExamCard",
    "ExamPage",
    "FeedbackView",
    "HomePage",
    "OptionView",
    "PartView",
    "QuestionPage",
    "RailItem",
    "ResultItem",
    "ResultPage",
    "ResultPart",
    "SubmissionRow",
    "read_answers",
]

# A form field carries the answer to the part whose name follows the prefix.
INPUT_PREFIX = "answer-"


def read_answers(form: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a posted question form by part name.

    A group of boxes sends its name once for each ticked box, and once without a value, so that
    nothing ticked is an answer, too: the ids are joined by commas.
    """
    return {
        name.removeprefix(INPUT_PREFIX): _joined(form, name)
        for name in form
        if name.startswith(INPUT_PREFIX)
    }


def _joined(form: Mapping[str, str], name: str) -> str:
    texts = form.getlist(name) if isinstance(form, QueryDict) else [form[name]]
    return texts[0] if len(texts) == 1 else ",".join(text for text in texts if text)


@dataclass(frozen=True)
class AttemptRow:
    """One sitting in a list of them."""

    id: UUID
    number: int
    started_at: datetime
    deadline_at: datetime | None
    finished_at: datetime | None
    is_open: bool
    is_pending: bool  # code is still being graded, so the score may rise
    score: float | None  # None while the policy hides it
    score_words: str  # "3.5 of 5 points", "3.5 of 5 points so far", "" while hidden


@dataclass(frozen=True)
class ExamCard:
    """An exam in a list: what it is, whether it can be taken now, and how it went."""

    id: UUID
    course_id: UUID
    course_title: str
    title: str
    kind: str  # exam | quiz | practice
    kind_words: str
    intro_html: SafeString
    n_questions: int
    points: float
    points_words: str  # "5 points"
    state: str  # coming | open | closed | empty
    state_words: str  # "opens 14:00 CET on ...", "open", "closed ..."
    opens_at: datetime | None
    closes_at: datetime | None
    time_limit_min: int | None
    feedback_words: str  # "feedback after each check"
    tries_words: str  # "3 for each answer; the best counts. Each further try costs ..."
    may_start: bool
    open_attempt: AttemptRow | None
    attempts: tuple[AttemptRow, ...]  # finished ones, newest first
    best_score_words: str  # "" while there is none
    max_attempts: int | None = None
    late_words: str = ""  # how answers after the closing count
    grant_words: tuple[str, ...] = ()  # what this person was granted beyond the exam's own rules
    time_zone: str = ""  # of the course
    state_at: datetime | None = None  # the moment in state_words


@dataclass(frozen=True)
class CourseCard:
    """A course in a list."""

    id: UUID
    title: str
    term: str
    role: str  # owner | teacher | assistant | student
    role_words: str
    n_exams: int


@dataclass(frozen=True)
class HomePage:
    """The front page: what is open, what can be started, which courses there are."""

    courses: tuple[CourseCard, ...]
    exams: tuple[ExamCard, ...]  # all of them
    running: tuple[ExamCard, ...]  # exams with an open attempt
    startable: tuple[ExamCard, ...]  # exams open now, without an open attempt
    is_teaching: bool  # whether the person teaches any of the courses


@dataclass(frozen=True)
class CoursePage:
    """One course with its exams."""

    id: UUID
    title: str
    term: str
    role: str
    role_words: str
    is_teaching: bool
    is_archived: bool
    exams: tuple[ExamCard, ...]


@dataclass(frozen=True)
class ExamPage:
    """One exam before and between attempts."""

    exam: ExamCard
    topics: tuple[str, ...]
    may_start: bool
    is_teaching: bool
    why_not: str  # why it cannot be started; "" when it can
    is_staff: bool = False  # whether the person may watch the room


@dataclass(frozen=True)
class ResultPart:
    """One part in the result."""

    name: str
    label: str
    kind: str
    prompt_html: SafeString
    given: str  # what was answered, plain text; source for code
    score_words: str
    costs: tuple[str, ...]  # why it counts less than it was worth: "try 2: -10 %"
    feedback: FeedbackView | None  # with the worked solution where the policy allows
    key: str  # the right answer as text; "" while hidden and for code
    submission: SubmissionRow | None  # the best one


@dataclass(frozen=True)
class ResultItem:
    """One question in the result."""

    number: int
    title: str
    prompt_html: SafeString
    score_words: str
    decision: str  # an adjusted mark or a decision for everybody, with its reason; "" for none
    comment: str  # by who marked it
    state: str  # as in RailItem
    state_words: str
    parts: tuple[ResultPart, ...]


@dataclass(frozen=True)
class ResultPage:
    """How a finished attempt went."""

    attempt_id: UUID
    attempt_number: int
    exam_id: UUID
    exam_title: str
    exam_kind: str
    course_id: UUID
    course_title: str
    started_at: datetime
    finished_at: datetime
    finish_words: str  # "finished by you", "ended by the clock"
    score: float | None  # None while the policy keeps it back
    score_words: str  # "" then
    bonus_words: str  # "+1 point for the attempt: ...", "" for none
    kept_back: str  # what is shown later, and from when on; "" when nothing is
    is_pending: bool
    pending_words: str  # "One submission is still being graded; ..."
    may_start_again: bool
    items: tuple[ResultItem, ...]
