"""What teachers ask of the bank: variants with their keys, and marks without an attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questions.answers import AnswerFormatError, NotComparableError
from questions.editions import get_edition
from questions.engine.assessment import assess
from questions.engine.errors import OutsideDomainError, list_choices
from questions.engine.variants import variant_with
from questions.errors import NotAVariant
from questions.misconceptions import MISCONCEPTIONS
from questions.services import known_mistakes, worked_solution


@dataclass(frozen=True)
class OpenedMistake:
    """What a misconception gives for a variant, as students would type it."""

    id: str
    title: str
    answer: str


@dataclass(frozen=True)
class OpenedPart:
    """What students see of a part only later, or never."""

    name: str
    answer: str
    solution: tuple[str, ...]
    mistakes: tuple[OpenedMistake, ...]


@dataclass(frozen=True)
class PartMark:
    """How an answer is marked; of one that cannot be read there is a code and no score."""

    name: str
    points: float
    parsed: Any
    understood: str
    score: float | None
    feedback: str
    diagnosis: tuple[str, ...]
    code: str = ""


def find_index(*, version_id: int, params: Mapping[str, object]) -> int:
    """Return the index of the variant of some parameters. Raises QuestionNotFound, NotAVariant."""
    certified = get_edition(version_id).certified
    try:
        variant = variant_with(certified, params)
    except OutsideDomainError as error:
        raise NotAVariant(str(error)) from None
    if variant.index is None:
        raise NotAVariant(
            "parameters: they meet the requirements and are not among the variants, because a "
            "separated misconception gives the key here"
        )
    return variant.index


def open_variant(*, version_id: int, index: int) -> list[OpenedPart]:
    """Return the keys, solutions and known mistakes of a variant. Raises QuestionNotFound."""
    worked = worked_solution(version_id=version_id, index=index)
    mistakes = known_mistakes([(version_id, index)])[version_id, index]
    return [
        OpenedPart(
            name,
            part.answer,
            part.lines,
            tuple(
                OpenedMistake(id_, MISCONCEPTIONS[id_].title, answer)
                for answer, id_ in mistakes.get(name, [])
            ),
        )
        for name, part in worked.items()
    ]


def mark_parts(*, version_id: int, index: int, answers: Mapping[str, str]) -> list[PartMark]:
    """Return the mark of each answer, with error carried forward from earlier parts.

    Raises QuestionNotFound; NotAVariant for an answer to a part that the question does not have.
    """
    edition = get_edition(version_id)
    variant = edition.variant(index)
    names = [part.part.name for part in variant.parts]
    for name in answers:
        if name not in names:
            raise NotAVariant(f"part: found {name[:40]!r}, expected {list_choices(name, names)}")
    marks = []
    for part in variant.parts:
        name, points = part.part.name, part.part.points
        if name not in answers:
            continue
        earlier = {other: text for other, text in answers.items() if other != name}
        try:
            mark = assess(
                variant, name, answers[name], earlier=earlier, versions=edition.versions
            ).mark
        except AnswerFormatError as error:
            # Unread is not wrong: no score, and what a student would be told.
            marks.append(PartMark(name, points, None, "", None, str(error), (), error.code))
        except NotComparableError as error:
            marks.append(PartMark(name, points, None, "", None, str(error), (), error.code))
        else:
            parsed = mark.receipt["value"]
            marks.append(
                PartMark(
                    *(name, points, parsed, mark.understood),
                    *(mark.score, mark.feedback, mark.diagnosis),
                )
            )
    return marks
