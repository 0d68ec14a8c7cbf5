"""Who gets which question where a slot draws from several: dealt like cards from shuffled decks.

Slots that draw from the same questions share a deck. Students whose turns follow each other get the
cards that follow each other, so each question comes equally often; a deck that was dealt out whole
is shuffled anew. The order of a deck is drawn by HMAC: nobody without the secret can tell it.
"""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd

MOST_DECKS_IN_MEMORY = 256


@dataclass(frozen=True)
class Place:
    """A slot by its name, and the questions that it may get, at least one."""

    name: str
    candidates: tuple[str, ...]


def pick_questions(
    secret: str,
    places: Sequence[Place],
    *,
    deck: str,
    seed: str,
    turn: int,
    seen: Collection[str] = (),
) -> list[str]:
    """Return a question for each place, for the student whose turn it is.

    ``deck`` names the exam, ``seed`` the student and the attempt; turns are 0, 1, 2 and so on. No
    question comes twice, and none of ``seen``, where there is any way to avoid it.
    """
    orders = _orders(secret, _without_fixed(places), deck, seed, turn)
    chosen = _match(orders, set(seen))
    # Where there are fewer questions than places, the dealt card comes once more.
    return [chosen.get(index, order[0]) for index, order in enumerate(orders)]


def _without_fixed(places: Sequence[Place]) -> list[Place]:
    """Return the places without what another place has to have, as far as something is left."""
    fixed = {place.candidates[0] for place in places if len(place.candidates) == 1}
    return [
        Place(place.name, tuple(name for name in place.candidates if name not in fixed))
        if len(place.candidates) > 1 and not fixed.issuperset(place.candidates)
        else place
        for place in places
    ]


def _orders(
    secret: str, places: Sequence[Place], deck: str, seed: str, turn: int
) -> list[tuple[str, ...]]:
    """Return for each place its questions, the dealt one first."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, place in enumerate(places):
        groups.setdefault(tuple(sorted(place.candidates)), []).append(index)
    orders: dict[int, tuple[str, ...]] = {}
    for names, members in groups.items():
        n_names, n_places = len(names), len(members)
        # After so many turns every question was given out equally often.
        n_turns = n_names // gcd(n_names, n_places)
        cards = _shuffled(secret, deck, turn // n_turns, names)
        first = turn % n_turns * n_places
        # Which place gets which card of the hand is another matter than which cards they are.
        by_chance = sorted(members, key=lambda at: _draw(secret, f"{seed}:{places[at].name}"))
        for offset, index in enumerate(by_chance):
            start = (first + offset) % n_names
            orders[index] = cards[start:] + cards[:start]
    return [orders[index] for index in range(len(places))]


@lru_cache(maxsize=MOST_DECKS_IN_MEMORY)
def _shuffled(secret: str, deck: str, n_before: int, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the deck in the order in which it is dealt for the n-th time."""
    return tuple(sorted(names, key=lambda name: _draw(secret, f"deck:{deck}:{n_before}:{name}")))


def _draw(secret: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), text.encode(), hashlib.sha256)


def shuffle(secret: str, names: Sequence[str], seed: str) -> list[str]:
    """Return the names in an order that belongs to the seed."""
    return sorted(names, key=lambda name: _draw(secret, f"order:{seed}:{name}"))


def _match(orders: Sequence[Sequence[str]], seen: set[str]) -> dict[int, str]:
    """Return a different question for as many places as possible, new ones before seen ones.

    Augmenting paths (Kuhn): who comes late may have a question that somebody else can do without.
    """
    taken: dict[str, int] = {}
    fresh = [[name for name in order if name not in seen] for order in orders]
    for index, order in enumerate(fresh):
        if order:
            taken.setdefault(order[0], index)
    _augment_all(fresh, taken)
    # New ones stay first, so that a place that has one keeps one as long as it can.
    both = [
        [*new, *(name for name in order if name in seen)]
        for new, order in zip(fresh, orders, strict=True)
    ]
    _augment_all(both, taken)
    return {index: name for name, index in taken.items()}


def _augment_all(orders: Sequence[Sequence[str]], taken: dict[str, int]) -> None:
    placed = set(taken.values())
    for index in range(len(orders)):
        if index not in placed:
            _augment(index, orders, taken, set())


def _augment(
    index: int, orders: Sequence[Sequence[str]], taken: dict[str, int], tried: set[str]
) -> bool:
    """Give a place a question, moving others to their next ones if that is needed."""
    untried = [name for name in orders[index] if name not in tried]
    for name in untried:
        if name not in taken:
            taken[name] = index
            return True
    for name in untried:
        if name in tried:
            continue
        tried.add(name)
        if _augment(taken[name], orders, taken, tried):
            taken[name] = index
            return True
    return False
