"""What the page of one question shows, ready for its template; see `examcenter.exams.pages`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.safestring import SafeString

from questions.figures import Figure

if TYPE_CHECKING:
    from examcenter.exams.taking.code_tasks import CodeTask


@dataclass(frozen=True)
class RailItem:
    """One question in the list beside the current one."""

    number: int
    title: str
    state: str  # new | saved | unreadable | wrong | partly | right | waiting
    state_words: str
    is_current: bool
    is_seen: bool = False
    is_flagged: bool = False
    sequence: int = 0  # of the last save, so that a page hears of newer ones


@dataclass(frozen=True)
class OptionView:
    """One option of a part with one or several choices."""

    id: str
    text_html: SafeString
    is_chosen: bool


@dataclass(frozen=True)
class DiagnosisView:
    """A named mistake."""

    id: str
    title: str


@dataclass(frozen=True)
class FeedbackView:
    """What is said about one part after it was checked."""

    state: str  # right | partly | wrong | unreadable | not_answered | saved | no_tries_left
    sign: str  # a sign that goes with the word, so that colour is not needed
    words: str  # "Right.", "Not yet.", "This could not be read."
    understood: str  # plain text, "" where nothing was
    message_html: SafeString
    diagnosis: tuple[DiagnosisView, ...]
    solution_html: tuple[SafeString, ...]  # worked lines; empty while hidden
    figure: Figure | None = None  # shown with the solution, by the template tags `steppers`
    right_answer: str = ""  # where it is shown without the solution
    formula_html: SafeString = SafeString("")  # a formula as it was understood, set as maths


@dataclass(frozen=True)
class SubmissionRow:
    """One code submission in the history of a part."""

    id: UUID
    number: int
    created_at: datetime | None  # None where it would tell who sent it
    is_final: bool
    state_words: str  # "Accepted", "Waiting for its turn", "Received" while the policy hides it
    sign: str
    score: float | None
    score_words: str


@dataclass(frozen=True)
class CodeView:
    """What a code part needs beside its prompt."""

    problem: str  # slug; the page fetches the statement from grader.problems.get_problem
    source: str  # the draft, else the last submission, else the starter
    starter: str
    submissions: tuple[SubmissionRow, ...]  # newest first
    may_submit: bool
    is_waiting: bool


@dataclass(frozen=True)
class PartView:
    """One answer field of a question."""

    name: str
    input_name: str  # INPUT_PREFIX + name
    label: str
    kind: str  # name of an answer kind, such as integer
    prompt_html: SafeString
    points_words: str
    unit: str
    axes: tuple[str, ...]
    options: tuple[OptionView, ...]
    draft: str
    feedback: FeedbackView | None
    tries_words: str  # "2 of 3 tries left", "" without a limit
    code: CodeView | None
    hint: str = ""  # what to type, for kinds that are not obvious
    rows: int = 0  # of the grid that a matrix is typed into; 0 where its size is asked
    columns: int = 0
    task: CodeTask | None = None  # the problem of a code part, where the page shows it


@dataclass(frozen=True)
class QuestionPage:
    """One question of an attempt."""

    attempt_id: UUID
    exam_id: UUID
    exam_title: str
    exam_kind: str
    course_id: UUID
    course_title: str
    number: int
    n_questions: int
    title: str
    topic_words: str
    level: int
    points_words: str
    prompt_html: SafeString
    parts: tuple[PartView, ...]
    rail: tuple[RailItem, ...]
    is_open: bool
    is_code: bool  # every part takes code, so there is nothing to check
    may_check: bool
    may_renew: bool
    check_words: str  # what the button says: "Check", or "Save" while feedback waits
    score_words: str  # "1 of 2 points", "" while nothing is marked or the policy hides it
    now: datetime  # the server's clock, which is the only clock
    deadline_at: datetime | None
    saved_at: datetime | None
    save_sequence: int  # the next save sends this number plus one
    previous_number: int | None
    next_number: int | None
    notice: str  # why it is not open; "" when it is
    round: int = 0  # counts the variants of the question, so that no save meets another one
    note: str = ""  # the student's own
    is_flagged: bool = False
    is_seen: bool = True  # whether the question was looked at before
    is_paused: bool = False
    has_calculator: bool = False
    summary_words: str = ""  # "3 of 5 answered, 1 flagged"
    late_at: datetime | None = None  # from then on answers count less; None without a late rule
    late_words: str = ""
    is_late: bool = False
    messages: tuple[str, ...] = ()  # of teachers, for who reads without JavaScript

    @property
    def has_code(self) -> bool:
        """Tell whether any part takes code."""
        return any(part.code is not None for part in self.parts)

    @property
    def is_bench(self) -> bool:
        """Tell whether the page is one task in code beside its editor."""
        return self.is_code and len(self.parts) == 1
