"""The policy of the next question, asked by simulated students."""

import math
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from examcenter.practice.choosing import Asked, Candidate, Need, Reason, Wish, choose
from examcenter.practice.mastery import DIFFICULTY, Belief, after_answer
from examcenter.practice.spacing import schedule, to_json

TOPICS = ("convolution", "output-size", "padding", "pooling", "parameters")
BANK = [
    Candidate(f"{topic}-{level}-{number}", topic, level)
    for topic in TOPICS
    for level in (1, 2, 3, 4)
    for number in range(3)
]
REMEMBERED = 60
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _sit(abilities: dict[str, float], n_questions: int, seed: int = 3) -> list[Candidate]:
    """Return what a student of known abilities was asked, one question a minute."""
    chances = random.Random(seed)
    by_slug = {entry.slug: entry for entry in BANK}
    beliefs = {topic: Belief() for topic in abilities}
    cards: dict[str, dict[str, Any]] = {}
    history: list[Candidate] = []
    for minute in range(n_questions):
        now = START + timedelta(minutes=minute)
        needs = {
            topic: Need(belief, topic in cards and cards[topic]["due"] <= now.isoformat())
            for topic, belief in beliefs.items()
        }
        asked = [Asked(entry.slug, entry.topic) for entry in history[::-1][:REMEMBERED]]
        pick = choose(BANK, needs=needs, asked=asked)
        assert pick is not None
        entry = by_slug[pick.slug]
        knows = 1 / (1 + math.exp(DIFFICULTY[entry.level] - abilities[entry.topic]))
        score = float(chances.random() < knows)
        beliefs[entry.topic] = after_answer(beliefs[entry.topic], level=entry.level, score=score)
        card = schedule(cards.get(entry.topic), score=score, now=now)
        if card is not None:
            cards[entry.topic] = to_json(card)
        history.append(entry)
    return history


@pytest.mark.parametrize("weak", TOPICS)
def test_a_student_with_one_weak_topic_is_asked_there_most_and_no_topic_is_left_out(weak):
    abilities = {topic: -2.0 if topic == weak else 2.5 for topic in TOPICS}

    counts = Counter(entry.topic for entry in _sit(abilities, 120))
    assert counts[weak] > 120 / 2
    assert all(counts[topic] >= 4 for topic in TOPICS)


def test_a_student_who_is_alike_everywhere_is_asked_everywhere_alike():
    counts = Counter(entry.topic for entry in _sit(dict.fromkeys(TOPICS, 0.5), 150))

    assert max(counts.values()) <= 2.5 * min(counts.values())


def test_no_topic_waits_longer_than_what_is_remembered_even_beside_a_hopeless_one():
    abilities = dict.fromkeys(TOPICS, 9.0) | {"padding": -9.0}
    history = [entry.topic for entry in _sit(abilities, 250)]

    for topic in TOPICS:
        places = [place for place, asked in enumerate(history) if asked == topic]
        gaps = [later - earlier for earlier, later in zip(places, places[1:], strict=False)]
        assert max(gaps) <= REMEMBERED + len(TOPICS)


def test_levels_follow_the_student():
    weak = [entry.level for entry in _sit(dict.fromkeys(TOPICS, -1.5), 100)][-50:]
    strong = [entry.level for entry in _sit(dict.fromkeys(TOPICS, 2.5), 100)][-50:]

    # Half of a topic's questions rest, so nobody gets one level only.
    assert sum(weak) / 50 < 2 < 2.6 < sum(strong) / 50


def test_no_question_comes_again_before_half_of_its_topic_was_asked():
    history = [entry.slug for entry in _sit(dict.fromkeys(TOPICS, 0.5), 200)]

    for place, slug in enumerate(history):
        topic = slug.rsplit("-", 2)[0]
        remembered = history[max(0, place - REMEMBERED) : place]
        before = [other for other in remembered if other.startswith(f"{topic}-")][::-1]
        assert slug not in list(dict.fromkeys(before))[:6], before


def test_in_a_small_topic_every_level_has_its_turn():
    bank = [Candidate(f"pooling-{level}", "pooling", level) for level in (1, 2, 3)]
    asked: list[Asked] = []
    for _ in range(40):
        pick = choose(bank, needs={}, asked=asked)
        assert pick is not None
        asked.insert(0, Asked(pick.slug, "pooling"))

    assert {entry.slug for entry in asked} == {"pooling-1", "pooling-2", "pooling-3"}


def test_the_same_history_gives_the_same_question():
    one = _sit(dict.fromkeys(TOPICS, 0.0), 60)

    assert one == _sit(dict.fromkeys(TOPICS, 0.0), 60)


def test_a_due_topic_comes_before_one_that_is_as_weak():
    needs = {topic: Need(Belief(), is_due=topic == "padding") for topic in TOPICS}

    pick = choose(BANK, needs=needs, asked=())
    assert pick is not None
    assert pick.slug.startswith("padding-")
    assert pick.reason is Reason.DUE


def test_a_mistake_that_was_met_brings_a_question_that_tells_it_apart():
    bank = [*BANK, Candidate("padding-apart", "padding", 4, frozenset({"padding-counted-once"}))]

    pick = choose(
        bank, needs={}, asked=(), mistakes=["padding-counted-once"], wish=Wish(topic="padding")
    )
    assert pick is not None
    assert (pick.slug, pick.reason) == ("padding-apart", Reason.MISTAKE)


def test_a_wish_is_met_or_there_is_nothing():
    level = {entry.slug: entry.level for entry in BANK}

    again = choose(BANK, needs={}, asked=(), wish=Wish(slug="pooling-2-1"))
    harder = choose(BANK, needs={}, asked=(), wish=Wish(topic="pooling", above_level=2))
    assert again is not None and (again.slug, again.reason) == ("pooling-2-1", Reason.AGAIN)
    assert harder is not None and harder.slug.startswith("pooling-")
    assert level[harder.slug] > 2
    assert choose(BANK, needs={}, asked=(), wish=Wish(topic="pooling", above_level=4)) is None
    assert choose(BANK, needs={}, asked=(), wish=Wish(mistake="nobody-made-it")) is None
    assert choose([], needs={}, asked=()) is None


def test_a_single_question_may_come_again():
    (only,) = [entry for entry in BANK if entry.slug == "pooling-2-1"]

    pick = choose([only], needs={}, asked=[Asked(only.slug, only.topic)] * 3)
    assert pick is not None
    assert pick.slug == only.slug
