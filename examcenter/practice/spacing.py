"""When a missed topic comes back: the scheduler is FSRS's, of the library `fsrs`; none is our own.

A card stands for one topic of one person. It is made by the first missed question of the topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from fsrs import Card, Rating, Scheduler
from fsrs.card import CardDict

# Its own published weights and steps; without fuzz, so that the same answers give the same days.
_SCHEDULER = Scheduler(enable_fuzzing=False)
# Scores this close to 1 are whole: a sum of parts can miss it by the last bits.
_WHOLE = 1 - 1e-9
# Cards are told apart by their rows; the library's own numbers would be taken from the clock.
_CARD_ID = 1


def schedule(card: Mapping[str, Any] | None, *, score: float, now: datetime) -> Card | None:
    """Return the card after an answer to a question of its topic; None where there is none to make.

    A missed question is always a review. A right one is a review only when the topic was due:
    answers in a row are one piece of evidence that it is remembered, not several.
    """
    if card is None and score >= _WHOLE:
        return None
    moment = now.astimezone(UTC)
    known = _read(card) if card is not None else Card(card_id=_CARD_ID, due=moment)
    if score >= _WHOLE and known.due > moment:
        return known
    reviewed, _ = _SCHEDULER.review_card(known, _rating(score), review_datetime=moment)
    return reviewed


def to_json(card: Card) -> dict[str, Any]:
    """Return a card as JSON data, in the library's own form."""
    return dict(card.to_dict())


def _read(data: Mapping[str, Any]) -> Card:
    return Card.from_dict(cast(CardDict, data))


def _rating(score: float) -> Rating:
    if score >= _WHOLE:
        return Rating.Good
    return Rating.Hard if score > 0 else Rating.Again
