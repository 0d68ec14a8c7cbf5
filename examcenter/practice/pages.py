"""What the pages of practice show, ready for a template; names ending in ``_html`` are safe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString

from examcenter.exams.pages import PartView


@dataclass(frozen=True)
class MasteryView:
    """Mastery as a bar on a scale of 0 to 100, and in words; no bar while too little is known."""

    is_known: bool
    words: str  # "Good", "Too few answers yet"
    range_words: str  # "about 6 to 8 of 10 right", "" while too little is known
    n_words: str  # "12 questions"
    low: int = 0
    width: int = 0
    mark: int = 0


@dataclass(frozen=True)
class TopicCard:
    """A topic in a list."""

    slug: str
    title: str
    n_questions: int  # that may be practised now
    n_answers: int  # questions answered so far
    mastery: MasteryView
    due_at: datetime | None  # when it comes back, where it was missed
    is_due: bool  # today


@dataclass(frozen=True)
class CodeLink:
    """A practice exam of a course with tasks in code."""

    exam_id: UUID
    title: str
    course_title: str


@dataclass(frozen=True)
class DeskPage:
    """Where practice begins: the topics, what is due, what is open."""

    topics: tuple[TopicCard, ...]
    due: tuple[TopicCard, ...]
    code: tuple[CodeLink, ...]
    n_open_mistakes: int
    may_practise: bool


@dataclass(frozen=True)
class SheetPage:
    """One practice question."""

    id: UUID
    title: str
    topic_words: str
    level: int
    prompt_html: SafeString
    parts: tuple[PartView, ...]
    is_open: bool  # always; the parts of an exam's page ask
    is_answered: bool
    has_harder: bool
    reason_words: str
    topic: str  # what was asked for, and "next" goes on with
    misconception: str
    scope_words: str  # "What I need most", "Padding"
    mastery: MasteryView


@dataclass(frozen=True)
class MistakeRow:
    """A misconception that was met."""

    id: str
    title: str
    n_met: int
    met_at: datetime
    overcome_at: datetime | None
    progress_words: str  # "1 of 3 right answers where it would have shown"
    explanation_html: SafeString
    may_practise: bool


@dataclass(frozen=True)
class MistakesPage:
    """The misconceptions of a person, met last first."""

    standing: tuple[MistakeRow, ...]
    overcome: tuple[MistakeRow, ...]


@dataclass(frozen=True)
class ClassTopic:
    """A topic over the class; nothing but its name where too few people practised it."""

    title: str
    mastery: MasteryView


@dataclass(frozen=True)
class ClassMistake:
    """A misconception over the class."""

    title: str
    n_people: int
    n_met: int
    overcome_words: str


@dataclass(frozen=True)
class ClassPage:
    """How a class practises, without anybody in it."""

    course_id: UUID
    course_title: str
    role: str
    n_people_words: str
    fewest: int
    topics: tuple[ClassTopic, ...]
    mistakes: tuple[ClassMistake, ...]
    hides_coming_exams: bool
