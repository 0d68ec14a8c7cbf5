"""Who may write, review and publish; for everybody else the workbench is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase

from examcenter.accounts.gate import PageRequest, View, signed_in
from examcenter.accounts.models import User
from examcenter.authoring.errors import LevelTooLow
from examcenter.authoring.models import Author
from examcenter.exams.access import is_teaching_anywhere

Level = Author.Level
LEVEL_NAMES = {level.label: level for level in Level}


@dataclass(frozen=True)
class Seat:
    """Somebody's place at the workbench."""

    user: User
    level: Level

    @property
    def may_review(self) -> bool:
        """Whether this person may approve a text."""
        return self.level >= Level.REVIEWER

    @property
    def may_publish(self) -> bool:
        """Whether this person may publish, archive and bring back."""
        return self.level >= Level.PUBLISHER

    def require(self, level: Level) -> None:
        """Raise LevelTooLow if this person may not do what takes the level."""
        if self.level < level:
            raise LevelTooLow(has=self.level, needs=level)


def find_seat(user: User) -> Seat | None:
    """Return the seat of a teacher or of staff; None for everybody else."""
    if not (user.is_staff or is_teaching_anywhere(user)):
        return None
    row = Author.objects.filter(user=user).first()
    if row is not None:
        return Seat(user, Level(row.level))
    default = Level.PUBLISHER if user.is_staff else LEVEL_NAMES[settings.AUTHORING_TEACHER_LEVEL]
    return Seat(user, default)


class DeskRequest(PageRequest):
    """A request of somebody who may write."""

    seat: Seat


def authors_only(view: Callable[..., HttpResponseBase]) -> View:
    """Let a view be called by authors; to others it looks as if no page were there."""

    @wraps(view)
    def gate(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        seat = find_seat(request.user)
        if seat is None:
            raise Http404
        request.seat = seat
        return view(request, *args, **kwargs)

    return signed_in(gate)
