"""What the pages of the room show, ready for a template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _


class Presence(StrEnum):
    """What a student does as far as the room can tell, the most urgent first."""

    LOST = "lost"
    PAUSED = "paused"
    # Its page has never said anything by itself: one that runs no script, so silence is no news.
    SILENT = "silent"
    HERE = "here"
    ABSENT = "absent"
    FINISHED = "finished"


PRESENCE_WORDS = {
    Presence.LOST: _("connection lost"),
    Presence.PAUSED: _("paused"),
    Presence.SILENT: _("page without script"),
    Presence.HERE: _("working"),
    Presence.ABSENT: _("not started"),
    Presence.FINISHED: _("finished"),
}


@dataclass(frozen=True)
class Seat:
    """One student in the room; times are words in the zone of the course."""

    user_id: int
    name: str
    username: str
    presence: Presence
    attempt_id: UUID | None = None
    attempt_number: int = 0
    number: int = 0  # of the question that is looked at; 0 is none
    n_answered: int = 0
    n_questions: int = 0
    saved_at: datetime | None = None
    saved_words: str = ""
    seen_words: str = ""  # when something was heard last; "" while somebody is there
    deadline_at: datetime | None = None
    deadline_words: str = ""
    ended_words: str = ""
    extra_words: str = ""
    flags: tuple[str, ...] = ()

    @property
    def presence_words(self) -> str:
        """Return the state in words."""
        return str(PRESENCE_WORDS[self.presence])

    @property
    def is_open(self) -> bool:
        """Tell whether an attempt runs or is paused."""
        return self.presence not in (Presence.ABSENT, Presence.FINISHED)


@dataclass(frozen=True)
class Choice:
    """One way to look at a list, as a link."""

    key: str
    words: str
    n: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True)
class RoomPage:
    """The live room of an exam."""

    exam_id: UUID
    exam_title: str
    course_id: UUID
    course_title: str
    counts: tuple[Choice, ...]
    seats: tuple[Seat, ...]
    n_students: int
    zone_words: str
    sort: str
    show: str
    text: str  # what names are searched for
    may_act: bool
    mark: str  # changes when anything that is shown does


@dataclass(frozen=True)
class Moment:
    """One line of an attempt's timeline."""

    at: datetime
    time_words: str
    what: str
    detail: str = ""
    who: str = ""
    is_flag: bool = False


@dataclass(frozen=True)
class TimelinePage:
    """Everything that is known of one attempt's course."""

    attempt_id: UUID
    attempt_number: int
    student: str
    exam_id: UUID
    exam_title: str
    course_id: UUID
    course_title: str
    state_words: str
    zone_words: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Effect:
    """What an action does to one student, before it is done."""

    name: str
    before: str
    after: str
    note: str = ""
