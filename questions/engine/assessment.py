"""Marks what a student typed for one part of a variant, with the mistakes of that variant."""

from collections.abc import Mapping
from dataclasses import dataclass

from questions.answers import KINDS, AnswerFormatError, NotComparableError
from questions.answers import Value as AnswerValue
from questions.engine.arithmetic import Value
from questions.engine.errors import ExpressionError
from questions.engine.evaluation import (
    Names,
    add_derived,
    add_key,
    answer_of,
    key_values,
    numbers_behind,
    numbers_of,
)
from questions.engine.variants import Variant, VariantPart
from questions.marking import Mark, Mistake, mark
from questions.misconceptions import MISCONCEPTIONS


@dataclass(frozen=True)
class Assessment:
    """What was understood, and how it is marked."""

    parsed: AnswerValue
    mark: Mark


def assess(
    variant: Variant,
    name: str,
    raw: str,
    *,
    earlier: Mapping[str, str] | None = None,
    versions: Mapping[str, str] | None = None,
) -> Assessment:
    """Return the mark of a raw answer to the named part.

    ``earlier`` holds raw answers to earlier parts: where one of them is wrong, an answer that
    follows from it is accepted (error carried forward).
    Raises AnswerFormatError if the text cannot be read as an answer, NotComparableError for code.
    """
    part = variant.part(name)
    kind = KINDS[part.part.kind]
    parsed = kind.parse(raw, part.spec)
    if part.key is None:
        raise NotComparableError(f"{name}: found {part.part.kind}, which the grader marks")
    mistakes = find_mistakes(variant, part, parsed)
    used = {mistake.id: str(MISCONCEPTIONS[mistake.id].version) for mistake in mistakes}
    return Assessment(
        parsed,
        mark(
            part.key,
            parsed,
            kind=part.part.kind,
            spec=part.spec,
            mistakes=mistakes,
            carried_key=find_carried_key(variant, part, earlier or {}),
            versions={**(versions or {}), **used},
        ),
    )


def find_mistakes(variant: Variant, part: VariantPart, parsed: AnswerValue) -> list[Mistake]:
    """Return the mistakes with their values; only those near the answer are explained."""
    kind = KINDS[part.part.kind]
    mistakes: list[Mistake] = []
    for misconception_id, wrong in variant.mistaken_answers(part.part.name).items():
        # Rendering an explanation costs more than all the rest, and the others are never read.
        is_near = part.part.kind == "decimal" or kind.matches(parsed, wrong, part.spec)
        text = ""
        if is_near:
            text = variant.explanation(part.part.name, misconception_id, wrong)
        title = MISCONCEPTIONS[misconception_id].title
        mistakes.append(Mistake(misconception_id, title, wrong, text))
    return mistakes


def find_carried_key(
    variant: Variant, part: VariantPart, earlier: Mapping[str, str]
) -> AnswerValue | None:
    """Return the key that follows from the student's own earlier answers, if it is another one.

    An earlier part without a readable answer counts as computed rightly from those before it.
    """
    if not earlier:
        return None  # most questions have one part, and then nothing is computed for it
    names = numbers_of(variant.params)
    add_derived(variant.question, names)
    is_carried = False
    for before in variant.parts:
        if before.part.name == part.part.name:
            break
        given = _read_earlier(before, earlier.get(before.part.name))
        if given is not None:
            is_carried = True
            add_key(before.part, names, given)
        else:
            _add_computed_key(before, names)
    if not is_carried:
        return None
    try:
        carried = answer_of(part.part, key_values(part.part, names, is_lenient=True), part.spec)
    except ExpressionError:
        return None
    if carried is None or part.key is None:
        return None
    is_same = KINDS[part.part.kind].matches(carried, part.key, part.spec)
    return None if is_same else carried


def _read_earlier(before: VariantPart, raw: str | None) -> tuple[Value, ...] | None:
    """Return an earlier answer that is readable, wrong and a number, as others can build on it."""
    if not raw or before.key is None:
        return None
    kind = KINDS[before.part.kind]
    try:
        value = kind.parse(raw, before.spec)
    except AnswerFormatError:
        return None
    if kind.matches(value, before.key, before.spec):
        return None
    return numbers_behind(before.part, value)


def _add_computed_key(before: VariantPart, names: Names) -> None:
    try:
        add_key(before.part, names, key_values(before.part, names, is_lenient=True))
    except ExpressionError:
        values = None if before.key is None else numbers_behind(before.part, before.key)
        if values is not None:
            add_key(before.part, names, values)
