"""What an answer changes: the belief about its topic, its repetition, the misconceptions met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from examcenter.exams import scoring
from examcenter.exams.records import PartRecord, PartState
from examcenter.practice.mastery import after_answer, part_weight
from examcenter.practice.mistakes import Evidence, Standing, is_met, standing_after
from examcenter.practice.models import MetMisconception, Repetition, Sheet, TopicBelief
from examcenter.practice.services.drawing import belief_at
from examcenter.practice.spacing import schedule, to_json
from questions.services import IssuedPart, IssuedVariant, misconceptions_shown


def learn(
    *,
    sheet: Sheet,
    is_new: bool,
    variant: IssuedVariant,
    records: Mapping[str, PartRecord],
    now: datetime,
) -> None:
    """Enter answers that were marked for the first time; inside the transaction that keeps them.

    The parts of a question may be answered one by one: ``is_new`` says that these are the first.
    """
    topic = _believe(sheet, variant, records, now)
    if is_new:
        topic.n_questions += 1
    topic.save(update_fields=["mean", "variance", "answered_at", "n_questions"])
    _repeat(sheet, variant, records, now)
    answers = [
        Told(sheet.version_id, sheet.variant_index, part, record, now)
        for part, record in records.items()
    ]
    note_mistakes(sheet.user_id, answers)


def _believe(
    sheet: Sheet, variant: IssuedVariant, records: Mapping[str, PartRecord], now: datetime
) -> TopicBelief:
    """Return the locked belief about the topic after the answers; does not save it."""
    topic = sheet.version.question.topic
    row, _ = TopicBelief.objects.select_for_update().get_or_create(
        user_id=sheet.user_id, topic=topic, defaults={"answered_at": now}
    )
    belief = belief_at(row, now)
    weight = part_weight(len(variant.parts))
    for part in variant.parts:
        if part.name in records:
            belief = after_answer(
                belief,
                level=variant.level,
                score=scoring.clamp(records[part.name].score),
                guess=_guess(part),
                weight=weight,
            )
    row.mean, row.variance, row.answered_at = belief.mean, belief.variance, now
    return row


def _guess(part: IssuedPart) -> float:
    """Return the chance to be right without knowing anything."""
    if part.kind == "choice":
        return 1 / len(part.options)
    return 0.5 ** len(part.options) if part.kind == "choices" else 0.0


def _repeat(
    sheet: Sheet, variant: IssuedVariant, records: Mapping[str, PartRecord], now: datetime
) -> None:
    topic = sheet.version.question.topic
    row = Repetition.objects.select_for_update().filter(user_id=sheet.user_id, topic=topic).first()
    points = {part.name: part.points for part in variant.parts if part.name in records}
    score = scoring.weighted_score(points, {name: r.score for name, r in records.items()})
    card = schedule(row.card if row else None, score=score, now=now)
    if card is None:
        return
    Repetition.objects.update_or_create(
        user_id=sheet.user_id,
        topic=topic,
        defaults={"card": to_json(card), "due_at": card.due},
    )


@dataclass(frozen=True)
class Told:
    """The first marked answer to a part of a variant, and when it was given."""

    version_id: int
    index: int
    part: str
    record: PartRecord
    at: datetime


def note_mistakes(user_id: int, answers: Sequence[Told]) -> None:
    """Enter what answers show of misconceptions, in their order; in the caller's transaction.

    An answer from before a misconception was met or overcome last says nothing new about it.
    """
    rows = {
        row.misconception: row
        for row in MetMisconception.objects.select_for_update().filter(user_id=user_id)
    }
    before = {name: _standing(row) for name, row in rows.items()}
    after = dict(before)
    said = {name: row.explanation for name, row in rows.items()}
    for told in answers:
        evidence = _evidence(told, is_needed=bool(after))
        for name in {*after, *told.record.diagnosis}:
            if name in before and told.at < _last_moment(before[name]):
                continue
            standing = standing_after(name, after.get(name), evidence, told.at)
            if standing is not None:
                after[name] = standing
            if is_met(name, evidence):
                said[name] = told.record.feedback
    changed = [
        MetMisconception(
            user_id=user_id, misconception=name, explanation=said[name], **vars(standing)
        )
        for name, standing in after.items()
        if standing != before.get(name)
    ]
    if changed:
        MetMisconception.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["user", "misconception"],
            update_fields=["n_met", "met_at", "explanation", "n_passed", "overcome_at"],
        )


def _evidence(told: Told, *, is_needed: bool) -> Evidence:
    """Return what an answer shows; which misconceptions it passed matters once one was met."""
    is_right = told.record.state is PartState.RIGHT
    shown: Mapping[str, frozenset[str]] = {}
    if is_right and is_needed:
        shown = misconceptions_shown(version_id=told.version_id, index=told.index)
    return Evidence(
        is_right=is_right,
        diagnosis=told.record.diagnosis,
        separates=shown.get(told.part, frozenset()),
    )


def _last_moment(standing: Standing) -> datetime:
    return standing.overcome_at or standing.met_at


def _standing(row: MetMisconception) -> Standing:
    return Standing(
        n_met=row.n_met, met_at=row.met_at, n_passed=row.n_passed, overcome_at=row.overcome_at
    )
