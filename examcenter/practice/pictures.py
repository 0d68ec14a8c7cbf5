"""Mastery in words and as numbers of a bar; knows no database."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.practice.mastery import Mastery
from examcenter.practice.pages import MasteryView


def mastery_view(mastery: Mastery) -> MasteryView:
    """Return how well one person knows a topic."""
    n_words = ngettext("%(n)d question", "%(n)d questions", mastery.n_answers) % {
        "n": mastery.n_answers
    }
    if mastery.n_answers == 0:
        return MasteryView(False, _("Not practised yet"), "", "")
    if not mastery.is_known:
        return MasteryView(False, _("Too few answers yet"), "", n_words)
    return bar(mastery.low, mastery.estimate, mastery.high, n_words)


def bar(low: float, middle: float, high: float, n_words: str) -> MasteryView:
    """Return a known mastery: a range, where its middle is, and both in words."""
    return MasteryView(
        is_known=True,
        words=_level_words(middle),
        range_words=_range_words(low, high),
        n_words=n_words,
        low=round(100 * low),
        width=round(100 * high) - round(100 * low),
        mark=round(100 * middle),
    )


def _level_words(chance: float) -> str:
    for limit, words in ((0.4, _("Beginning")), (0.6, _("Growing")), (0.8, _("Good"))):
        if chance < limit:
            return words
    return _("Strong")


def _range_words(low: float, high: float) -> str:
    """Return a range of chances in tenths, which is as much as an estimate can say."""
    least, most = round(10 * low), round(10 * high)
    if least == most:
        return _("about %(n)d of 10 right") % {"n": most}
    return _("about %(least)d to %(most)d of 10 right") % {"least": least, "most": most}
