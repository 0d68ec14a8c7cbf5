"""How well somebody knows a topic: a belief that every answer moves; knows no database.

A topic is one ability on the logit scale, and a belief about it is a normal distribution. The
chance of a right answer is Rasch's, with published difficulties for the bank's four levels; an
answer moves the belief by one step of approximate Bayesian updating, and time makes it less sure,
both as in Glicko. Every number of the model stands in this file.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Ability at which half of the answers to a level are right: 1 recall .. 4 synthesis.
DIFFICULTY = {1: -1.5, 2: -0.5, 3: 0.5, 4: 1.5}
# Difficulty of the question that mastery speaks of: between levels 2 and 3, where most are.
REFERENCE = 0.0
# Before the first answer: nobody knows. Glicko's 350 points are 2 logits.
PRIOR_MEAN = 0.0
PRIOR_VARIANCE = 4.0
# What a year without an answer makes of a sure belief (standard deviation 0.5): nobody knows again.
VARIANCE_PER_DAY = (PRIOR_VARIANCE - 0.25) / 365
# Eight in ten of the abilities that a belief leaves possible lie within so many deviations.
INTERVAL_Z = 1.2816
# A picture is drawn when the interval is at most so wide, after at least so many answers.
WIDEST_SHOWN = 0.5
FEWEST_ANSWERS = 3
# Correlation of the answers to the parts of one question, which share their numbers.
PARTS_CORRELATION = 0.5


@dataclass(frozen=True)
class Belief:
    """What is believed about somebody's ability in one topic, in logits."""

    mean: float = PRIOR_MEAN
    variance: float = PRIOR_VARIANCE


@dataclass(frozen=True)
class Mastery:
    """The chance of a right answer to a middling question of a topic, and how sure that is."""

    estimate: float
    low: float
    high: float
    n_answers: int

    @property
    def is_known(self) -> bool:
        """Tell whether there were enough answers to say anything."""
        return self.n_answers >= FEWEST_ANSWERS and self.high - self.low <= WIDEST_SHOWN


def after_days(belief: Belief, days: float) -> Belief:
    """Return a belief as it is some time after the last answer.

    Parameters
    ----------
    belief : Belief
        The belief after the last answer.
    days : float
        Days since then; a clock that went back counts as no time.

    Returns
    -------
    Belief
        The same mean, and a variance that grew towards the prior's and never beyond.

    Notes
    -----
    Forgetting makes us less sure; by how much an ability sinks nobody can tell without an answer.

    Examples
    --------
    >>> after_days(Belief(1.0, 0.25), 365)
    Belief(mean=1.0, variance=4.0)
    """
    grown = belief.variance + VARIANCE_PER_DAY * max(0.0, days)
    return Belief(belief.mean, min(PRIOR_VARIANCE, grown))


def after_answer(
    belief: Belief, *, level: int, score: float, guess: float = 0.0, weight: float = 1.0
) -> Belief:
    """Return the belief after one answer.

    Parameters
    ----------
    belief : Belief
        The belief just before.
    level : int
        Level of the question, 1 to 4.
    score : float
        Score of the answer in [0, 1].
    guess : float, default=0.0
        Chance of being right without knowing anything, such as 1/4 with four options.
    weight : float, default=1.0
        Share of a whole answer that this one counts for; see `part_weight`.

    Returns
    -------
    Belief
        A right answer never lowers the mean and a wrong one never raises it; the variance shrinks.

    Notes
    -----
    One Fisher-scoring step from the mean: the gradient of the log-likelihood of the
    three-parameter logistic model, which without guessing is Rasch's [1]_, over the information
    that was there before and that the answer adds. Without guessing and for a single answer it is
    the update of Glicko [2]_ with the opponent's deviation 0. A partial score lies between the
    gradients of right and wrong.

    References
    ----------
    .. [1] G. Rasch, "Probabilistic Models for Some Intelligence and Attainment Tests", 1960.
    .. [2] M. E. Glickman, "Parameter estimation in large dynamic paired comparison experiments",
       Applied Statistics 48, 1999.

    Examples
    --------
    >>> harder = after_answer(Belief(), level=3, score=1.0)
    >>> harder.mean > after_answer(Belief(), level=2, score=1.0).mean
    True
    """
    knows = _logistic(belief.mean - DIFFICULTY[level])
    right = guess + (1 - guess) * knows
    gradient_right = (1 - guess) * knows * (1 - knows) / right
    gradient = score * gradient_right - (1 - score) * knows
    information = weight * gradient_right * knows
    variance = 1 / (1 / belief.variance + information)
    return Belief(belief.mean + variance * weight * gradient, variance)


def part_weight(n_parts: int) -> float:
    """Return how much of an answer each part of a question counts for.

    Parameters
    ----------
    n_parts : int
        Parts of the question that are marked, at least 1.

    Returns
    -------
    float
        1 for a single part, and less the more there are: the design effect of clustered answers.

    Examples
    --------
    >>> part_weight(1), part_weight(3)
    (1.0, 0.5)
    """
    return 1 / (1 + (n_parts - 1) * PARTS_CORRELATION)


def chance(belief: Belief, level: int) -> float:
    """Return the chance of a right answer to a question without options.

    Parameters
    ----------
    belief : Belief
        The belief now.
    level : int
        Level of the question, 1 to 4.

    Returns
    -------
    float
        Chance in (0, 1) at the mean of the belief.

    Examples
    --------
    >>> chance(Belief(mean=0.5, variance=1.0), 3)
    0.5
    """
    return _logistic(belief.mean - DIFFICULTY[level])


def mastery_of(belief: Belief, *, n_answers: int) -> Mastery:
    """Return a belief as a chance that people understand.

    Parameters
    ----------
    belief : Belief
        The belief now.
    n_answers : int
        Questions of the topic that were answered.

    Returns
    -------
    Mastery
        The chance at a middling question and the interval that holds it in 8 of 10 cases.

    Examples
    --------
    >>> mastery_of(Belief(), n_answers=0).is_known
    False
    """
    reach = INTERVAL_Z * math.sqrt(belief.variance)
    centre = belief.mean - REFERENCE
    return Mastery(
        estimate=_logistic(centre),
        low=_logistic(centre - reach),
        high=_logistic(centre + reach),
        n_answers=n_answers,
    )


def _logistic(logit: float) -> float:
    # Both branches keep the exponent negative, so no belief overflows.
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1 + odds)
