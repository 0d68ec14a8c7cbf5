"""Checking answers of a practice question: marked at once, and what they show is learnt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from examcenter.accounts.models import User
from examcenter.exams.records import PartRecord
from examcenter.exams.services.drafts import clean_answers
from examcenter.exams.services.marking import mark_variant
from examcenter.practice.access import get_sheet_for
from examcenter.practice.models import PracticeAnswer, Sheet
from examcenter.practice.services.learning import learn
from questions.services import get_variant


def check_answers(
    *, user: User, sheet_id: UUID, answers: Mapping[str, str], now: datetime
) -> Sheet:
    """Keep what was typed, and record each part that is marked for the first time.

    A part's later answers are marked and explained too, but after the solution was shown they are
    no evidence of anything. What cannot be read costs nothing.

    Raises
    ------
    SheetNotFound, AnswerRefused
    """
    seen = get_sheet_for(user, sheet_id)
    variant = get_variant(version_id=seen.version_id, index=seen.variant_index)
    given = clean_answers(variant, answers)
    records = mark_variant(variant, {**seen.answers, **given})
    with transaction.atomic():
        sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        first = {
            name: record
            for name, record in records.items()
            if record.is_marked and name not in sheet.recorded
        }
        is_new = not sheet.recorded
        sheet.answers = {**sheet.answers, **given}
        sheet.recorded = [*sheet.recorded, *first]
        sheet.save(update_fields=["answers", "recorded"])
        if first:
            PracticeAnswer.objects.bulk_create(_rows(sheet, first, now))
            learn(sheet=seen, is_new=is_new, variant=variant, records=first, now=now)
    return sheet


def _rows(sheet: Sheet, records: Mapping[str, PartRecord], now: datetime) -> list[PracticeAnswer]:
    return [
        PracticeAnswer(
            user_id=sheet.user_id,
            version_id=sheet.version_id,
            variant_index=sheet.variant_index,
            part=name,
            answered_at=now,
            score=record.score,
            diagnosis=list(record.diagnosis),
        )
        for name, record in records.items()
    ]
