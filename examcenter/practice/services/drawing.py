"""Drawing the next question and handing out a variant of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from examcenter.accounts.models import User
from examcenter.exams.models import Response
from examcenter.practice import errors
from examcenter.practice.access import get_sheet_for
from examcenter.practice.catalogue import list_candidates
from examcenter.practice.choosing import Asked, Need, Wish, choose
from examcenter.practice.mastery import Belief, after_days
from examcenter.practice.models import MetMisconception, Repetition, Sheet, TopicBelief
from questions.services import issue_variant

# Handed-out questions that a person's next one is chosen by; older ones are dropped.
KEPT_SHEETS = 60
_DAY_S = 86_400


@dataclass(frozen=True)
class _Latest:
    """What the next choice needs of a sheet."""

    slug: str
    topic: str
    variant_index: int
    drawn_at: datetime


def draw_next(*, user: User, topic: str = "", misconception: str = "", now: datetime) -> Sheet:
    """Hand out the question that helps most, of one topic or about one misconception if asked.

    Raises
    ------
    NothingToPractise
        If no question fits.
    """
    return _draw(user, Wish(topic=topic, mistake=misconception), topic, misconception, now)


def draw_again(*, user: User, sheet_id: UUID, now: datetime) -> Sheet:
    """Hand out the same question with other numbers.

    Raises
    ------
    SheetNotFound
        If the sheet is not this person's.
    NothingToPractise
        If the question is not offered any more.
    """
    sheet = get_sheet_for(user, sheet_id)
    wish = Wish(slug=sheet.version.question.slug)
    return _draw(user, wish, sheet.topic, sheet.misconception, now)


def draw_harder(*, user: User, sheet_id: UUID, now: datetime) -> Sheet:
    """Hand out a harder question of the same topic.

    Raises
    ------
    SheetNotFound
        If the sheet is not this person's.
    NothingToPractise
        If there is none.
    """
    sheet = get_sheet_for(user, sheet_id)
    question = sheet.version.question
    wish = Wish(topic=question.topic, above_level=question.level)
    return _draw(user, wish, sheet.topic, sheet.misconception, now)


def _draw(user: User, wish: Wish, topic: str, misconception: str, now: datetime) -> Sheet:
    latest = _latest(user)
    pick = choose(
        list_candidates(user, now),
        needs=needs_of(user, now),
        asked=[Asked(sheet.slug, sheet.topic) for sheet in latest],
        mistakes=set(
            MetMisconception.objects.filter(user=user, overcome_at=None).values_list(
                "misconception", flat=True
            )
        ),
        wish=wish,
    )
    if pick is None:
        raise errors.NothingToPractise
    key = uuid.uuid4()
    variant = issue_variant(
        slug=pick.slug, seed=f"practice:{key}", avoid=_taken(user, pick.slug, latest)
    )
    sheet = Sheet.objects.create(
        id=key,
        user=user,
        version_id=variant.version_id,
        variant_index=variant.index,
        topic=topic,
        misconception=misconception,
        reason=pick.reason,
        drawn_at=now,
    )
    if len(latest) > KEPT_SHEETS:
        old = Sheet.objects.filter(user=user, drawn_at__lte=latest[-1].drawn_at)
        # Not this one, even where a clock went back.
        old.exclude(pk=sheet.pk).delete()
    return sheet


def _latest(user: User) -> list[_Latest]:
    """Return the newest handed-out questions, one more than are kept."""
    rows = (
        Sheet.objects.filter(user=user)
        .order_by("-drawn_at")
        .values_list(
            "version__question__slug", "version__question__topic", "variant_index", "drawn_at"
        )[: KEPT_SHEETS + 1]
    )
    return [_Latest(*row) for row in rows]


def needs_of(user: User, now: datetime) -> dict[str, Need]:
    """Return what is known about each topic of a person now; two queries."""
    due = set(Repetition.objects.filter(user=user, due_at__lte=now).values_list("topic", flat=True))
    return {
        row.topic: Need(belief_at(row, now), is_due=row.topic in due)
        for row in TopicBelief.objects.filter(user=user)
    }


def belief_at(row: TopicBelief, now: datetime) -> Belief:
    """Return a stored belief as it is now."""
    elapsed_s = (now - row.answered_at).total_seconds()
    return after_days(Belief(row.mean, row.variance), elapsed_s / _DAY_S)


def _taken(user: User, slug: str, latest: Sequence[_Latest]) -> set[int]:
    """Return the variants that this person had lately, or in an attempt.

    An attempt may be finished and its keys still be kept back, so all of them count.
    """
    taken = {sheet.variant_index for sheet in latest if sheet.slug == slug}
    in_attempts = Response.objects.filter(attempt__user=user, version__question__slug=slug)
    return taken | set(in_attempts.values_list("variant_index", flat=True))
