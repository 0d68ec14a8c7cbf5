"""Which question comes next: a pure policy, the same for the same history.

The topic: need times waiting. Need grows with how little is known there, and threefold when the
topic is due for repetition; waiting is how many questions ago it was asked. So a weak topic comes
most often, each topic in proportion to its need, and none is left out for ever.

The question within it: one not asked lately, rather one that tells a mistake apart that the person
made, near the level at which three answers in four are right; the longer a question was not asked,
the less its level matters.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from examcenter.practice.mastery import Belief, chance, mastery_of

# Klinkenberg, Straatemeier and van der Maas (2011) keep practice of arithmetic motivating at 75 %.
AIM = 0.75
DUE_FACTOR = 3.0
# Even a mastered topic is asked now and then.
LEAST_NEED = 0.06
# Of a topic's questions the share that was asked last stays out.
RESTING_SHARE = 0.5
# So much of a distance from the aim each question of the topic makes good that came in between.
PATIENCE = 0.02


class Reason(enum.StrEnum):
    """Why a question was chosen; the page says it."""

    DUE = "due"
    WEAKEST = "weakest"
    TURN = "turn"
    TOPIC = "topic"
    MISTAKE = "mistake"
    AGAIN = "again"
    HARDER = "harder"


@dataclass(frozen=True)
class Candidate:
    """A question that may be asked, and the misconceptions that its variants tell apart."""

    slug: str
    topic: str
    level: int
    separates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Need:
    """What is known about a topic now."""

    belief: Belief = Belief()
    is_due: bool = False


@dataclass(frozen=True)
class Asked:
    """A question that was asked before."""

    slug: str
    topic: str


@dataclass(frozen=True)
class Wish:
    """What the person asked for; nothing of it means: what I need most."""

    topic: str = ""
    mistake: str = ""
    slug: str = ""
    above_level: int = 0


@dataclass(frozen=True)
class Pick:
    """The chosen question, and why."""

    slug: str
    reason: Reason


def choose(
    candidates: Collection[Candidate],
    *,
    needs: Mapping[str, Need],
    asked: Sequence[Asked],
    mistakes: Collection[str] = (),
    wish: Wish = Wish(),
) -> Pick | None:
    """Return the next question, or None when there is none to be had.

    Parameters
    ----------
    candidates : collection of Candidate
        Every question that this person may practise.
    needs : mapping of str to Need
        By topic; a topic that is missing was never answered.
    asked : sequence of Asked
        What was asked before, newest first.
    mistakes : collection of str
        Misconceptions that were met and not overcome.
    wish : Wish, optional
        What the person asked for.

    Returns
    -------
    Pick or None
        Chosen without any chance: the same input gives the same question.
    """
    fitting = [entry for entry in candidates if _fits(entry, wish)]
    if not fitting:
        return None
    if wish.slug:
        return Pick(wish.slug, Reason.AGAIN)
    topics = sorted({entry.topic for entry in fitting})
    topic = _choose_topic(topics, needs, asked)
    rested = _rested([entry for entry in fitting if entry.topic == topic], asked)
    belief = needs.get(topic, Need()).belief
    earlier = [entry.slug for entry in asked if entry.topic == topic]
    waiting = {slug: place for place, slug in reversed(list(enumerate(earlier)))}
    best = min(
        rested,
        key=lambda entry: (
            not (entry.separates & set(mistakes)),
            abs(chance(belief, entry.level) - AIM)
            - PATIENCE * waiting.get(entry.slug, len(earlier)),
            entry.slug,
        ),
    )
    return Pick(best.slug, _reason(best, topics, needs, mistakes, wish))


def need_of(need: Need) -> float:
    """Return how much a topic needs practice.

    Parameters
    ----------
    need : Need
        What is known about the topic.

    Returns
    -------
    float
        The square of what is missing to mastery, at least `LEAST_NEED`; threefold when it is due.

    Examples
    --------
    >>> need_of(Need())
    0.25
    """
    missing = 1 - mastery_of(need.belief, n_answers=0).estimate
    return max(LEAST_NEED, missing**2) * (DUE_FACTOR if need.is_due else 1.0)


def _fits(entry: Candidate, wish: Wish) -> bool:
    return (
        wish.topic in ("", entry.topic)
        and wish.slug in ("", entry.slug)
        and (not wish.mistake or wish.mistake in entry.separates)
        and entry.level > wish.above_level
    )


def _choose_topic(topics: Sequence[str], needs: Mapping[str, Need], asked: Sequence[Asked]) -> str:
    last: dict[str, int] = {}
    for place, entry in enumerate(asked, start=1):
        last.setdefault(entry.topic, place)
    never = len(asked) + 1
    return max(
        topics,
        key=lambda topic: (
            need_of(needs.get(topic, Need())) * last.get(topic, never),
            # Of equals the first by name.
            -topics.index(topic),
        ),
    )


def _rested(entries: Sequence[Candidate], asked: Sequence[Asked]) -> list[Candidate]:
    """Return the questions of a topic without those that were asked last."""
    slugs = {entry.slug for entry in entries}
    latest = list(dict.fromkeys(entry.slug for entry in asked if entry.slug in slugs))
    resting = set(latest[: int(len(entries) * RESTING_SHARE)])
    return [entry for entry in entries if entry.slug not in resting]


def _reason(
    entry: Candidate,
    topics: Sequence[str],
    needs: Mapping[str, Need],
    mistakes: Collection[str],
    wish: Wish,
) -> Reason:
    if wish.above_level:
        return Reason.HARDER
    if wish.mistake or entry.separates & set(mistakes):
        return Reason.MISTAKE
    if needs.get(entry.topic, Need()).is_due:
        return Reason.DUE
    if wish.topic:
        return Reason.TOPIC
    most = max(need_of(needs.get(topic, Need())) for topic in topics)
    is_neediest = need_of(needs.get(entry.topic, Need())) >= most
    return Reason.WEAKEST if is_neediest else Reason.TURN
