"""What the pages of building show, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString

from examcenter.exams.pages import PartView
from grader.problems import Problem
from questions.figures import Figure


@dataclass(frozen=True)
class FindingRow:
    """One finding of the check with a link to where it is mended."""

    is_error: bool
    text: str
    mend: str
    where: str
    href: str


@dataclass(frozen=True)
class Check:
    """What the check says of an exam as it is now."""

    findings: tuple[FindingRow, ...]
    n_errors: int
    n_warnings: int


@dataclass(frozen=True)
class SlotRow:
    """One slot in the list."""

    id: int
    number: int
    title: str  # "Same padding", "One of 3 questions", "Pool: Padding, level 1 to 2"
    details: tuple[str, ...]  # "Padding", "level 2", "1,065 variants", "7 questions now"
    points: str
    edit: str  # where what it draws from is changed
    is_first: bool
    is_last: bool
    is_wrong: bool


@dataclass(frozen=True)
class SectionRow:
    """One section with its slots."""

    id: int
    name: str
    title: str
    intro: str
    planned_points: str
    points_words: str
    slots: tuple[SlotRow, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Head:
    """What every page of building says of the exam above its own matter."""

    exam_id: UUID
    title: str
    kind_words: str
    course_id: UUID
    course_title: str
    zone: str
    is_published: bool
    is_started: bool
    state_words: str  # "Draft", "Published", "Published, 12 attempts"


@dataclass(frozen=True)
class ContentPage:
    """Sections and slots beside the check."""

    head: Head
    sections: tuple[SectionRow, ...]
    n_questions: int
    points_words: str
    minutes_words: str
    check: Check
    undo_words: str  # what was deleted last; "" when there is nothing to bring back


@dataclass(frozen=True)
class QuestionRow:
    """One question to choose."""

    slug: str
    title: str
    topic_words: str
    level: int
    kind_words: str
    n_variants: int
    is_chosen: bool
    is_used: bool  # elsewhere in the exam


@dataclass(frozen=True)
class PickerPage:
    """Questions to choose from, and those chosen so far."""

    head: Head
    chosen: tuple[QuestionRow, ...]
    found: tuple[QuestionRow, ...]
    n_found: int
    page: int
    n_pages: int
    text: str
    topic: str
    level: str
    kind: str


@dataclass(frozen=True)
class PaperPart:
    """One part of a question on a paper; what follows the task is for teachers only."""

    view: PartView
    task: Problem | None  # of code
    key: str = ""
    mistakes: tuple[tuple[str, str], ...] = ()  # what it gives, and which mistake it is
    solution_html: tuple[SafeString, ...] = ()
    figure: Figure | None = None


@dataclass(frozen=True)
class Sheet:
    """One question on a paper, as on the student's page."""

    number: int
    section: str  # its title where a section begins, else ""
    title: str
    topic_words: str
    level: int
    points_words: str
    prompt_html: SafeString
    parts: tuple[PaperPart, ...]
    slug: str
    variant_words: str  # "variant 17 of 1,065, version 2"
    is_open: bool = False  # the templates of questions ask for it


@dataclass(frozen=True)
class Person:
    """Somebody whose paper can be looked at."""

    id: UUID
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Sitting:
    """An attempt that the person has, whose paper can be looked at."""

    id: UUID
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class PreviewPage:
    """A paper as one student gets it; nothing of it is stored."""

    head: Head
    people: tuple[Person, ...]
    sittings: tuple[Sitting, ...]
    person_id: UUID
    paper: int  # which of the papers that could be drawn; 0 for the paper of an attempt
    points_words: str
    sheets: tuple[Sheet, ...]
    may_see_keys: bool
    why_not: str  # why no paper can be drawn; "" when one was
