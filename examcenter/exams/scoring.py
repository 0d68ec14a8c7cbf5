"""From marks to scores and from scores to points: pure arithmetic and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


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


def attempt_score(rounds: Iterable[tuple[int, float, float | None]]) -> float:
    """Return the score of an attempt, where the best round of each slot counts.

    Parameters
    ----------
    rounds : iterable of (int, float, float or None)
        For each response: its slot, the slot's points, and its score if it has one. A slot
        appears once for each variant that was asked for.

    Returns
    -------
    float
        Points reached by points possible, in [0, 1].

    Examples
    --------
    >>> attempt_score([(1, 1.0, 1.0), (1, 1.0, 0.0), (2, 3.0, None)])
    0.25
    """
    points: dict[str, float] = {}
    best: dict[str, float] = {}
    for slot, weight, score in rounds:
        points[str(slot)] = weight
        best[str(slot)] = max(best.get(str(slot), 0.0), score or 0.0)
    return weighted_score(points, best)


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
    return f"{number_words(points)} {'point' if points == 1 else 'points'}"


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
    return f"{number_words(score * points)} of {points_words(points)}"
