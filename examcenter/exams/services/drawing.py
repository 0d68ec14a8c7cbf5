"""Drawing a paper: which question each slot gets, which variant of it, and in which order.

Nothing here is stored, and the number of queries does not depend on the number of slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db import models

from examcenter.exams import errors
from examcenter.exams.models import Attempt, Exam, Response, Slot
from examcenter.prepared import PreparedRead
from questions.models import Question
from questions.selectors import list_questions
from questions.services import (
    Dealt,
    Place,
    deal_quiz,
    pick_questions,
    shuffle_names,
)


@dataclass(frozen=True)
class Pool:
    """What a pool asks for; no topics, or no levels, are all of them."""

    topics: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Pool:
        """Return the pool of a slot's column."""
        return cls(tuple(data.get("topics", ())), tuple(data.get("levels", ())))

    def to_json(self) -> dict[str, Any]:
        """Return the pool as the column holds it."""
        return {"topics": list(self.topics), "levels": list(self.levels)}

    def takes(self, topic: str, level: int) -> bool:
        """Tell whether a question of this topic and level is drawn from."""
        return (not self.topics or topic in self.topics) and (
            not self.levels or level in self.levels
        )


@dataclass(frozen=True)
class Source:
    """A slot with the questions that it draws from now, by slug."""

    slot: Slot
    candidates: tuple[str, ...]


@dataclass
class Seen:
    """What somebody met in earlier attempts at the exam."""

    questions: set[str] = field(default_factory=set)
    variants: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


# Read for every start.
_SLOTS = PreparedRead(
    lambda exam_id: (
        Slot.objects.filter(section__exam=exam_id)
        .select_related("question", "section")
        .order_by("section__position", "position")
    ),
    {"exam_id": models.UUIDField()},
)


def list_slots(exam: Exam) -> list[Slot]:
    """Return the slots of an exam in their order, with sections, questions and lists.

    One query; another one where there are lists.
    """
    slots = _SLOTS.all(exam_id=exam.pk)
    models.prefetch_related_objects(
        [slot for slot in slots if slot.source == Slot.Source.LIST], "choices"
    )
    return slots


def list_topics(exam: Exam) -> list[str]:
    """Return the topics that an exam may ask about, as far as its slots name any; one query."""
    rows = Slot.objects.filter(section__exam=exam).values_list(
        "question__topic", "choices__topic", "pool"
    )
    named = {topic for one, other, _ in rows for topic in (one, other) if topic}
    pooled = {topic for _, _, pool in rows for topic in Pool.from_json(pool).topics}
    return sorted(named | pooled)


def read_sources(slots: Iterable[Slot]) -> list[Source]:
    """Return the slots with what they draw from: published questions that are not archived.

    A slot of one question keeps it when it is archived, as exams that have a question keep it.
    """
    listed = list(slots)
    is_pooled = any(slot.source == Slot.Source.POOL for slot in listed)
    offered = list(list_questions().values_list("slug", "topic", "level")) if is_pooled else []
    return [Source(slot, _candidates(slot, offered)) for slot in listed]


def _candidates(slot: Slot, offered: Sequence[tuple[str, str, int]]) -> tuple[str, ...]:
    if slot.source == Slot.Source.POOL:
        pool = Pool.from_json(slot.pool)
        return tuple(slug for slug, topic, level in offered if pool.takes(topic, level))
    if slot.source == Slot.Source.LIST:
        return tuple(sorted(one.slug for one in slot.choices.all() if _is_offered(one)))
    one = slot.question
    assert one is not None, "the table holds a question where it is the source"
    return (one.slug,) if one.current_id is not None else ()


def _is_offered(question: Question) -> bool:
    return question.current_id is not None and question.archived_at is None


def read_seen(attempt: Attempt) -> Seen:
    """Return what the person met in attempts before this one; one query, none at the first."""
    seen = Seen()
    if attempt.number == 1:
        return seen
    rows = Response.objects.filter(
        attempt__exam=attempt.exam_id, attempt__user=attempt.user_id
    ).values_list("version__question__slug", "version_id", "variant_index")
    for slug, version_id, index in rows:
        seen.questions.add(slug)
        seen.variants[version_id].add(index)
    return seen


def draw_paper(
    attempt: Attempt, sources: Sequence[Source], *, turn: int, seen: Seen
) -> list[Response]:
    """Return the responses of an attempt with variants and keys frozen, not yet saved.

    Raises
    ------
    NothingToDraw
        If a slot has no question left.
    """
    for number, source in enumerate(sources, start=1):
        if not source.candidates:
            raise errors.NothingToDraw(number=number)
    sitting = f"{attempt.user.public_id}:{attempt.number}"
    slugs = pick_questions(
        [Place(str(source.slot.pk), source.candidates) for source in sources],
        deck=str(attempt.exam_id),
        seed=sitting,
        turn=turn,
        seen=seen.questions,
    )
    seeds = [seed_of(attempt, source.slot, round_=0) for source in sources]
    asked = list(zip(slugs, seeds, strict=True))
    dealt = deal_quiz(asked=asked, turn=turn, avoid=seen.variants)
    by_slot = {source.slot.pk: one for source, one in zip(sources, dealt, strict=True)}
    return [
        freeze(attempt, slot, by_slot[slot.pk], number=number, round_=0)
        for number, slot in enumerate(order_slots(attempt, sources), start=1)
    ]


def order_slots(attempt: Attempt, sources: Sequence[Source]) -> list[Slot]:
    """Return the slots as the attempt shows them: sections keep their places."""
    slots = [source.slot for source in sources]
    if not attempt.exam.is_shuffled:
        return slots
    by_name = {str(slot.pk): slot for slot in slots}
    seed = f"{attempt.user.public_id}:{attempt.exam_id}:{attempt.number}"
    return [
        by_name[name]
        for _, section in groupby(slots, key=lambda slot: slot.section_id)
        for name in shuffle_names([str(slot.pk) for slot in section], seed=seed)
    ]


def seed_of(attempt: Attempt, slot: Slot, *, round_: int) -> str:
    """Return what a variant is drawn by: the person, the slot, the attempt and the round."""
    return f"{attempt.user.public_id}:{slot.pk}:{attempt.number}:{round_}"


def freeze(
    attempt: Attempt,
    slot: Slot,
    dealt: Dealt,
    *,
    number: int,
    round_: int,
) -> Response:
    """Return an unsaved response that holds a variant and its keys."""
    variant = dealt.variant
    return Response(
        attempt=attempt,
        slot=slot,
        number=number,
        round=round_,
        version_id=variant.version_id,
        variant_index=variant.index,
        variant=variant.to_json(),
        keys=dealt.keys,
    )
