"""From marks to scores and from scores to points: pure arithmetic and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.numerals import localise


def weighted_score(points: Mapping[str, float], scores: Mapping[str, float]) -> float:
    """Return the score of a whole from the scores of its parts.

    Parameters
    ----------
    points : mapping of str to float
        Weight of each part.
    scores : mapping of str to float
        Score of each part in [0, 1]; a part that is missing scores 0.

    Returns
    -------
    float
        Weighted mean in [0, 1]; 0 when nothing has weight.

    Examples
    --------
    >>> weighted_score({"width": 1, "depth": 3}, {"depth": 1.0})
    0.75
    """
    total = sum(points.values())
    if total <= 0:
        return 0.0
    reached = sum(weight * scores.get(name, 0.0) for name, weight in points.items())
    return clamp(reached / total)


def clamp(score: float) -> float:
    """Return the score held inside [0, 1], against the last bits of floating point.

    Parameters
    ----------
    score : float
        A score.

    Returns
    -------
    float
        The nearest number in [0, 1].
    """
    return min(1.0, max(0.0, score))


@dataclass(frozen=True)
class Terms:
    """What a try costs.

    Attributes
    ----------
    n_earlier : int
        Other answers to the part that were tried before and used up a try.
    try_penalty : float
        Share of the part that each of them costs.
    late_factor : float
        What an answer at that moment keeps; 1 in time.
    """

    n_earlier: int = 0
    try_penalty: float = 0.0
    late_factor: float = 1.0


def counted_score(score: float, terms: Terms) -> float:
    """Return what a try counts.

    Parameters
    ----------
    score : float
        What the answer was worth, in [0, 1].
    terms : Terms
        What the try costs.

    Returns
    -------
    float
        The score less the penalties, times the late factor; never below 0.

    Examples
    --------
    >>> counted_score(1.0, Terms(n_earlier=2, try_penalty=0.1, late_factor=0.5))
    0.4
    """
    return clamp((score - terms.try_penalty * terms.n_earlier) * terms.late_factor)


def best_score(tries: Iterable[tuple[float, Terms]]) -> float:
    """Return the score of a part: the best over its tries.

    Another try therefore never costs what was reached before, and neither does a late one.

    Parameters
    ----------
    tries : iterable of (float, Terms)
        The score of each try and what it costs.

    Returns
    -------
    float
        In [0, 1]; 0 without a try.

    Examples
    --------
    >>> best_score([(0.5, Terms()), (1.0, Terms(1, 0.25)), (0.0, Terms(2, 0.25))])
    0.75
    """
    return max((counted_score(score, terms) for score, terms in tries), default=0.0)


def settled_score(
    score: float | None, *, adjusted: float | None = None, is_full: bool = False
) -> float | None:
    """Return the score of a response after what people decided.

    Parameters
    ----------
    score : float or None
        As marked; None before anything was marked.
    adjusted : float or None
        What a person set in place of it.
    is_full : bool, default=False
        Whether everybody gets full marks for the question.

    Returns
    -------
    float or None
        1 where everybody gets full marks, else the adjusted score, else the marked one.
    """
    if is_full:
        return 1.0
    return score if adjusted is None else adjusted


def attempt_score(
    rounds: Iterable[tuple[int, float, float | None]], *, bonus_points: float = 0.0
) -> float:
    """Return the score of an attempt, where the best round of each slot counts.

    Parameters
    ----------
    rounds : iterable of (int, float, float or None)
        For each response that counts: its slot, the slot's points, and its score if it has one.
        A slot appears once for each variant that was asked for.
    bonus_points : float, default=0
        Given for the attempt as a whole, or taken.

    Returns
    -------
    float
        Points reached by points possible, in [0, 1].

    Examples
    --------
    >>> attempt_score([(1, 1.0, 1.0), (1, 1.0, 0.0), (2, 3.0, None)])
    0.25
    >>> attempt_score([(1, 4.0, 0.5)], bonus_points=1)
    0.75
    """
    points: dict[int, float] = {}
    best: dict[int, float] = {}
    for slot, weight, score in rounds:
        points[slot] = weight
        best[slot] = max(best.get(slot, 0.0), score or 0.0)
    total = sum(points.values())
    if total <= 0:
        return 0.0
    reached = sum(weight * best[slot] for slot, weight in points.items())
    return clamp((reached + bonus_points) / total)


def cost_words(terms: Terms) -> tuple[str, ...]:
    """Return why a try counts less than its answer was worth.

    Parameters
    ----------
    terms : Terms
        What the try costs.

    Returns
    -------
    tuple of str
        Such as ``try 2: -10 %`` and ``late: x 0.8``; empty where nothing is taken off.
    """
    words = []
    if terms.n_earlier and terms.try_penalty:
        share = number_words(100 * terms.try_penalty * terms.n_earlier)
        words.append(_("try %(n)d: -%(share)s %%") % {"n": terms.n_earlier + 1, "share": share})
    if terms.late_factor != 1:
        words.append(_("late: x %(factor)s") % {"factor": number_words(terms.late_factor)})
    return tuple(words)


def number_words(value: float) -> str:
    """Return a number of points with at most two decimals and no trailing zeros.

    Parameters
    ----------
    value : float
        Points.

    Returns
    -------
    str
        Such as ``2``, ``2.5`` or ``0.33``.

    Examples
    --------
    >>> number_words(2.0), number_words(2.5), number_words(1 / 3)
    ('2', '2.5', '0.33')
    """
    return localise(typed_number(value))


def typed_number(value: float) -> str:
    """Return points as a field for a number takes them, in every language: ``2.5``."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def points_words(points: float) -> str:
    """Return points with their unit.

    Parameters
    ----------
    points : float
        Points.

    Returns
    -------
    str
        ``1 point`` or ``2.5 points``.
    """
    # Half a point has the plural.
    words = ngettext("%(n)s point", "%(n)s points", 1 if points == 1 else 2)
    return words % {"n": number_words(points)}


def score_words(score: float, points: float) -> str:
    """Return a score as points out of points.

    Parameters
    ----------
    score : float
        Score in [0, 1].
    points : float
        Points possible.

    Returns
    -------
    str
        Such as ``2.5 of 4 points``.

    Examples
    --------
    >>> score_words(0.5, 5)
    '2.5 of 5 points'
    """
    # A sentence of its own: languages have a case for what something is out of.
    words = ngettext(
        "%(reached)s of %(n)s point", "%(reached)s of %(n)s points", 1 if points == 1 else 2
    )
    return words % {"reached": number_words(score * points), "n": number_words(points)}
