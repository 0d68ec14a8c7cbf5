"""What the pages of building show, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString


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
    """One part of a question on a paper; key and solution are empty for who may not see them."""

    name: str
    label: str
    kind: str
    points_words: str
    key: str
    mistakes: tuple[tuple[str, str], ...]  # what it gives, and which mistake it is
    solution_html: tuple[SafeString, ...]


@dataclass(frozen=True)
class Sheet:
    """One question on a paper, rendered as on the student's page."""

    number: int
    section: str
    page: object  # exams.pages.QuestionPage, closed
    parts: tuple[PaperPart, ...]
    n_variants: int
    variant_number: int
