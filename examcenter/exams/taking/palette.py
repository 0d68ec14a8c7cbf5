"""The palette: every question of an attempt with its state, and what is still to do."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from examcenter.exams.selectors.reading import AttemptReading
from examcenter.exams.taking.pages import RailItem

# Translated where they are shown.
STATE_WORDS = {
    "new": gettext_noop("not answered"),
    "saved": gettext_noop("saved"),
    "unreadable": gettext_noop("cannot be read"),
    "wrong": gettext_noop("not yet right"),
    "partly": gettext_noop("partly right"),
    "right": gettext_noop("right"),
    "waiting": gettext_noop("waiting for a verdict"),
}


def rail(reading: AttemptReading, current: int | None = None) -> tuple[RailItem, ...]:
    """Return the list of all questions with their states in words."""
    states = [(response, reading.state_of(response)) for response in reading.responses]
    return tuple(
        RailItem(
            number=response.number,
            title=response.variant["title"],
            state=state,
            state_words=(
                _("seen, not answered")
                if state == "new" and response.seen_at is not None
                else _(STATE_WORDS[state])
            ),
            is_current=response.number == current,
            is_seen=response.seen_at is not None,
            is_flagged=response.is_flagged,
            sequence=response.save_sequence,
        )
        for response, state in states
    )


def summary_words(items: Sequence[RailItem]) -> str:
    """Return how many questions are answered and flagged: ``3 of 5 answered, 1 flagged``."""
    n_flagged = sum(item.is_flagged for item in items)
    answered = _("%(n)d of %(total)d answered") % {
        "n": sum(item.state != "new" for item in items),
        "total": len(items),
    }
    if not n_flagged:
        return answered
    flagged = ngettext("%(n)d flagged", "%(n)d flagged", n_flagged) % {"n": n_flagged}
    return f"{answered}, {flagged}"
