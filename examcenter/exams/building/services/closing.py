"""Closing an exam for everybody before its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.exams import timing
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.services.rules import change_rules
from examcenter.exams.errors import ExamError
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.giving import Outcome, close_attempts
from examcenter.exams.rules import Rules as PersonalRules
from examcenter.exams.rules import rules_of_people


class NothingToClose(ExamError):
    """An exam that nobody can sit yet, or any more."""

    code = "nothing_to_close"
    title = gettext_lazy("Nothing to close")
    action = gettext_lazy("Change its window, or take it back to a draft.")


def close_exam(*, exam: Exam, actor: User, now: datetime, reason: str = "") -> Outcome:
    """End the window now and close the attempts that run: their drafts count.

    Windows that were granted to single people or groups stay open, and so do their attempts.

    Raises
    ------
    NothingToClose
        If the exam is a draft, has not opened, or is closed.
    """
    rules = Rules.of_exam(exam)
    if exam.published_at is None:
        raise NothingToClose(_("This exam is a draft, so nobody can sit it."))
    if rules.opens_at is not None and rules.opens_at >= now:
        raise NothingToClose(_("This exam has not opened yet."))
    ends_at = timing.latest(rules.closes_at, rules.late_until_at)
    if ends_at is not None and ends_at <= now:
        raise NothingToClose(_("This exam is closed."))
    closed = replace(rules, closes_at=now, late_until_at=None)
    change_rules(exam=exam, rules=closed, actor=actor, now=now)
    exam.refresh_from_db()
    running = dict(Attempt.objects.filter(exam=exam, finished_at=None).values_list("user_id", "pk"))
    people = rules_of_people(exam, running)
    ended = [pk for user, pk in running.items() if _has_ended(people[user], now)]
    return close_attempts(attempts=ended, actor=actor, now=now, reason=reason)


def _has_ended(rules: PersonalRules, now: datetime) -> bool:
    return rules.ends_at is not None and rules.ends_at <= now
