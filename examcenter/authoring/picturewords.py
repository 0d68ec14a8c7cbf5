"""What the pictures of a certificate show, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.numerals import grouped, per_cent
from questions.engine.distribution import Distribution


def answers_words(spread: Distribution, *, is_even: bool) -> str:
    """Return how the answers are spread, in sentences."""
    answers = ngettext(
        "%(n)s different answer on %(variants)s variants.",
        "%(n)s different answers on %(variants)s variants.",
        spread.n_distinct,
    ) % {"n": grouped(spread.n_distinct), "variants": grouped(spread.n_variants)}
    sentences = [answers]
    if is_even:
        sentences.append(_("Each is as common as any other."))
    elif spread.n_others:
        sentences.append(_("The %(n)s most common are shown.") % {"n": len(spread.bars)})
    if spread.is_log:
        sentences.append(_("Each bar spans the same ratio."))
    shared = shared_words(spread.p_shared)
    sentences.append(_("Two students share this answer: %(how_often)s.") % {"how_often": shared})
    return " ".join(sentences)


def shared_words(rate: float) -> str:
    """Return how often two students share an answer."""
    if rate >= 1:
        return _("always")
    return (
        _("in one of %(n)s pairs") % {"n": grouped(round(1 / rate))}
        if 0 < rate < 0.1
        else _("in %(percent)s") % {"percent": per_cent(rate)}
    )


def luck_words(rate: float) -> str:
    """Return on how many variants a mistake is right by luck."""
    return (
        _("on one of %(n)s") % {"n": grouped(round(1 / rate))}
        if 0 < rate < 0.1
        else _("on %(percent)s") % {"percent": per_cent(rate)}
    )
