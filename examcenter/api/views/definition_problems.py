"""Reading definitions of exams; what is wrong in one is named by a JSON pointer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ValidationError

from examcenter.exams.building.definition import ExamDefinition, Rules
from examcenter.exams.building.errors import QuestionsMissing
from examcenter.exams.building.services.structure import find_questions
from examcenter.exams.building.validation import DefinitionError
from examcenter.exams.models import Exam

_PASSWORD = "room_password"  # noqa: S105


def read_definition(
    data: Any, *, below: tuple[str, ...] = (), exam: Exam | None = None
) -> ExamDefinition:
    """Return the exam that a document writes down; ``below`` is where it stands in the body.

    The password of the room is never read, so a document without it keeps the one of ``exam``.

    Raises
    ------
    rest_framework.exceptions.ValidationError
        If it is none; the pointer names the place.
    QuestionsMissing
    """
    given = data
    if isinstance(data, Mapping) and isinstance(data.get("rules"), Mapping):
        kept = "" if exam is None else exam.room_password
        given = {**data, "rules": {_PASSWORD: kept, **data["rules"]}}
    try:
        definition = ExamDefinition.from_json(given)
    except DefinitionError as error:
        raise _refusal(str(error), (*below, *error.steps)) from None
    _require_questions(definition, below)
    return definition


def read_rules(data: Any, exam: Exam) -> tuple[Rules, str | None]:
    """Return an exam's rules with those changed that a body names, and another external id.

    Raises
    ------
    rest_framework.exceptions.ValidationError
    """
    if not isinstance(data, Mapping):
        raise _refusal(f"Found {type(data).__name__}, expected an object.", ())
    given = dict(data)
    external_id = given.pop("external_id", None)
    if external_id is not None and not _is_name(external_id):
        raise _refusal("Found no text of at most 200 characters.", ("external_id",))
    try:
        rules = Rules.from_json({**Rules.of_exam(exam).to_json(), **given})
    except DefinitionError as error:
        raise _refusal(str(error), error.steps[1:]) from None
    return rules, external_id


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 200 and value.isprintable()


def _require_questions(definition: ExamDefinition, below: tuple[str, ...]) -> None:
    """Refuse names of questions that are not published, each at its place."""
    try:
        find_questions(definition.slugs)
    except QuestionsMissing as error:
        missing = set(error.slugs)
        problems: dict[str, Any] = {}
        for at, section in enumerate(definition.sections):
            for place, slot in enumerate(section.slots):
                found = sorted(missing & set(slot.slugs))
                if found:
                    text = f"Found no published question {', '.join(found)}."
                    name = "question" if slot.question else "choices"
                    slots = problems.setdefault(str(at), {"slots": {}})["slots"]
                    slots[str(place)] = {name: [text]}
        raise ValidationError(_nest({"sections": problems}, below), "questions_missing") from None


def _refusal(text: str, steps: tuple[str | int, ...]) -> ValidationError:
    if not steps:
        return ValidationError({"non_field_errors": [text]})
    return ValidationError(_nest([text], steps))


def _nest(detail: Any, steps: tuple[str | int, ...]) -> Any:
    for step in reversed(steps):
        detail = {str(step): detail}
    return detail
