"""Answers practice questions as a student would, rightly or with a known mistake."""

from __future__ import annotations

from datetime import datetime, timedelta

from examcenter.accounts.models import User
from examcenter.practice.models import Sheet
from examcenter.practice.services import check_answers, draw_next
from questions.editions import get_edition
from questions.services import get_variant, keys_of

MINUTE = timedelta(minutes=1)


def right_answers(sheet: Sheet) -> dict[str, str]:
    """Return the right answers of a sheet, as typed."""
    keys = keys_of(version_id=sheet.version_id, index=sheet.variant_index)
    return {name: _typed(key) for name, key in keys.items()}


def wrong_answers(sheet: Sheet) -> dict[str, str]:
    """Return answers that can be read, are wrong and look like no known mistake."""
    variant = get_variant(version_id=sheet.version_id, index=sheet.variant_index)
    keys = keys_of(version_id=sheet.version_id, index=sheet.variant_index)
    found = {}
    for part in variant.parts:
        if part.options:
            found[part.name] = next(o.id for o in part.options if o.id != keys[part.name])
        elif part.kind == "matrix":
            found[part.name] = "\n".join([" ".join(["977"] * part.columns)] * part.rows)
        else:
            found[part.name] = "97713"
    return found


def mistaken_answers(sheet: Sheet, part: str, misconception: str) -> dict[str, str]:
    """Return what somebody with a misconception answers to a part."""
    variant = get_edition(sheet.version_id).variant(sheet.variant_index)
    return {part: _typed(variant.mistaken_answers(part)[misconception])}


def practise(user: User, scores: str, now: datetime, *, topic: str = "") -> list[Sheet]:
    """Let a person answer questions, one a minute: "1" rightly, "0" wrongly."""
    sheets = []
    for number, score in enumerate(scores):
        moment = now + number * MINUTE
        sheet = draw_next(user=user, topic=topic, now=moment)
        answers = right_answers(sheet) if score == "1" else wrong_answers(sheet)
        check_answers(user=user, sheet_id=sheet.pk, answers=answers, now=moment)
        sheets.append(sheet)
    return sheets


def _typed(key: object) -> str:
    if isinstance(key, list | tuple):
        rows = [" ".join(map(str, row)) if isinstance(row, list | tuple) else row for row in key]
        return "\n".join(map(str, rows))
    return str(key)
