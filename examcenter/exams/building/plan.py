"""What the check before publishing knows of an exam: frozen, and without a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from examcenter.exams.building.definition import Rules

# Minutes that a question takes by its level, and one that asks for code; a rough guide from
# rehearsals of the demo course, for comparing with a time limit only.
_MINUTES = {1: 1.0, 2: 2.0, 3: 3.5, 4: 5.0}
_CODE_MINUTES = 15.0


@dataclass(frozen=True)
class QuestionFact:
    """What is known of a question."""

    slug: str
    title: str
    topic: str
    level: int
    n_variants: int = 0
    p_shared: float = 0.0  # chance that two students have one answer, from the certificate
    is_certified: bool = True
    is_archived: bool = False
    is_code: bool = False  # asks for nothing but code, which is the same for everybody
    missing_problem: str = ""  # of a code part whose problem the grader does not have
    blind_problem: str = ""  # of a code part whose problem has no case that students see

    @property
    def minutes(self) -> float:
        """How long somebody is likely to take."""
        return _CODE_MINUTES if self.is_code else _MINUTES[self.level]


@dataclass(frozen=True)
class SlotPlan:
    """A slot with what it draws from."""

    id: int
    number: int
    source: str
    points: float
    named: tuple[str, ...]  # of a question or a list, by slug, whatever became of them
    candidates: tuple[str, ...]  # that can be drawn now


@dataclass(frozen=True)
class SectionPlan:
    """A section with its slots."""

    id: int
    position: int
    title: str
    intro: str
    planned_points: float | None
    slots: tuple[SlotPlan, ...]

    @property
    def points(self) -> float:
        """What its slots give."""
        return sum(slot.points for slot in self.slots)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or _("Section %(position)s") % {"position": self.position}


@dataclass(frozen=True)
class GrantPlan:
    """The rules of a person or a group with what was granted to them; None is without limit."""

    who: str
    opens_at: datetime | None
    ends_at: datetime | None  # with the late rule; nobody starts after it
    over_at: datetime | None  # of an attempt, later where more time was granted
    time_limit_s: int | None
    max_attempts: int | None


@dataclass(frozen=True)
class ExamPlan:
    """An exam as the check reads it."""

    rules: Rules
    sections: tuple[SectionPlan, ...] = ()
    facts: Mapping[str, QuestionFact] = field(default_factory=dict)
    grants: tuple[GrantPlan, ...] = ()
    n_students: int = 0
    n_attempts: int = 0
    is_published: bool = False
    released_at: datetime | None = None

    @property
    def slots(self) -> tuple[SlotPlan, ...]:
        """All slots in their order."""
        return tuple(slot for section in self.sections for slot in section.slots)

    @property
    def points(self) -> float:
        """What a paper gives."""
        return sum(slot.points for slot in self.slots)

    @property
    def minutes(self) -> float:
        """How long a paper is likely to take; of a slot the mean of what it draws from."""
        total = 0.0
        for slot in self.slots:
            found = [self.facts[slug].minutes for slug in slot.candidates if slug in self.facts]
            total += sum(found) / len(found) if found else 0.0
        return total


@dataclass(frozen=True)
class Finding:
    """Something that will go wrong (an error, which blocks publishing) or may (a warning)."""

    code: str
    is_error: bool
    text: str  # what, in a sentence
    mend: str  # how to go on
    where: str = ""  # in words: "Question 3", "Closes"
    target: str = ""  # of a link: "rules:closes_at", "slot:12", "section:3", "content"
