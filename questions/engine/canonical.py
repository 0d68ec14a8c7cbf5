"""The one text form of a question that is stored, compared and hashed.

It is JSON with the keys in a fixed order and the author's order of parameters, which is the order
of the variants. Reading it back gives an equal question.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from questions.engine.domain import Axis
from questions.engine.question import ANSWER, MistakeUse, Part, Question, WrittenTest


def to_canonical_json(question: Question) -> str:
    """Return the canonical text of a question."""
    return json.dumps(to_data(question), ensure_ascii=False, separators=(",", ":"))


def digest_of(question: Question) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(to_canonical_json(question).encode()).hexdigest()


def to_data(question: Question) -> dict[str, Any]:
    """Return the question as plain data; what is absent or at its default is left out."""
    data: dict[str, Any] = {
        "id": question.slug,
        "title": question.title,
        "topic": question.topic,
        "level": question.level,
        "source": question.source,
    }
    if question.locale != "en":
        data["locale"] = question.locale
    optional: dict[str, Any] = {
        "tags": list(question.tags),
        "domain": _domain_data(question),
        "grids": {grid.name: dict(grid.data) for grid in question.grids},
        "require": [{"that": req.that.text, "why": req.why} for req in question.require],
        "derive": {derived.name: derived.value.text for derived in question.derive},
        "strata": [stratum.text for stratum in question.strata],
        "prompt": question.prompt.text,
        **_parts_data(question),
        "tests": [_test_data(question, test) for test in question.tests],
    }
    return {**data, **_present(optional)}


def _present(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ([], {}, "", None)}


def _domain_data(question: Question) -> dict[str, Any]:
    domain = question.domain
    if domain.is_cases:
        return {"cases": [domain.row(number) for number in range(domain.n_tuples)]}
    return {axis.name: _axis_data(axis) for axis in domain.axes}


def _axis_data(axis: Axis) -> dict[str, Any]:
    if isinstance(axis.values, range):
        bounds = [axis.values.start, axis.values.stop - 1]
        step = axis.values.step
        return {"range": bounds if step == 1 else [*bounds, step]}
    return {"choice": list(axis.values)}


def _parts_data(question: Question) -> dict[str, Any]:
    if question.has_parts:
        return {"parts": [_part_data(part) for part in question.parts]}
    data = _part_data(question.parts[0])
    del data["name"]
    if data["label"] == "Answer":
        del data["label"]
    return data


def _part_data(part: Part) -> dict[str, Any]:
    return _present(
        {
            "name": part.name,
            "label": part.label,
            "prompt": part.prompt.text if part.prompt else None,
            "points": part.points if part.points != 1 else None,
            "answer": dict(part.answer_data),
            "misconceptions": [_mistake_data(part, mistake) for mistake in part.mistakes],
            "solution": [line.text for line in part.solution],
            "figure": dict(part.figure.data) if part.figure else None,
        }
    )


def _mistake_data(part: Part, mistake: MistakeUse) -> dict[str, Any]:
    texts = [value.text for value in mistake.values]
    return _present(
        {
            "use": mistake.id,
            "separated": True if mistake.is_separated else None,
            "value": texts[0] if texts and part.kind != "shape" else mistake.formula,
            "values": texts if part.kind == "shape" else None,
            "option": mistake.option,
            "say": mistake.say.text if mistake.say else None,
        }
    )


def _test_data(question: Question, test: WrittenTest) -> dict[str, Any]:
    return _present(
        {
            "params": dict(test.params),
            "part": test.part if test.part != ANSWER else None,
            "earlier": dict(test.earlier),
            "accepts": list(test.accepts),
            "rejects": list(test.rejects),
            "unreadable": list(test.unreadable),
            "diagnoses": {text: list(ids) for text, ids in test.diagnoses},
        }
    )
