"""The misconceptions that a person met and overcame."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.practice.catalogue import list_candidates
from examcenter.practice.mistakes import PASSES_TO_OVERCOME
from examcenter.practice.models import MetMisconception
from examcenter.practice.pages import MistakeRow, MistakesPage
from questions.misconceptions import get_misconception
from questions.rendering import render_markdown


def mistakes_page(user: User, now: datetime) -> MistakesPage:
    """Return what was met, newest first: first what is not overcome yet."""
    tellable = frozenset().union(*(entry.separates for entry in list_candidates(user, now)))
    rows = [
        _row(met, tellable)
        for met in MetMisconception.objects.filter(user=user).order_by("-met_at", "misconception")
    ]
    return MistakesPage(
        standing=tuple(row for row in rows if row.overcome_at is None),
        overcome=tuple(row for row in rows if row.overcome_at is not None),
    )


def _row(met: MetMisconception, tellable: Collection[str]) -> MistakeRow:
    return MistakeRow(
        id=met.misconception,
        title=get_misconception(met.misconception).title,
        n_met=met.n_met,
        met_at=met.met_at,
        overcome_at=met.overcome_at,
        progress_words=_("%(n)d of %(needed)d right answers where it would have shown")
        % {"n": met.n_passed, "needed": PASSES_TO_OVERCOME},
        explanation_html=render_markdown(met.explanation) if met.explanation else SafeString(""),
        may_practise=met.misconception in tellable,
    )
