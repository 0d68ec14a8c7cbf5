"""Reads the tests that an author writes into a document."""

from collections.abc import Sequence
from types import MappingProxyType

from questions.engine.domain import AxisValue, Domain
from questions.engine.errors import OutsideDomainError, list_choices
from questions.engine.question import ANSWER, Part, WrittenTest
from questions.engine.reader import Reader, field_of
from questions.engine.source import Node

MOST_TESTS = 50
MOST_ANSWERS = 50
_FIELDS = ("params", "part", "earlier", "accepts", "rejects", "unreadable", "diagnoses")


def read_tests(
    reader: Reader, node: Node | None, domain: Domain | None, parts: Sequence[Part]
) -> tuple[WrittenTest, ...]:
    """Return the written tests; parameters must lie in the domain, if that is known."""
    entries = reader.entries(node, expected="tests, each {params, accepts, ...}", most=MOST_TESTS)
    found = [_read_test(reader, entry, domain, parts) for entry in entries]
    return tuple(test for test in found if test is not None)


def _read_test(
    reader: Reader, node: Node, domain: Domain | None, parts: Sequence[Part]
) -> WrittenTest | None:
    required = ("params",) if domain is None or domain.axes else ()
    fields = reader.mapping(node, required=required, allowed=_FIELDS)
    part = _read_part_name(reader, node, fields, parts)
    params = _read_params(reader, field_of(fields, "params"), domain)
    if part is None or params is None:
        return None
    if not {"accepts", "rejects", "unreadable", "diagnoses"} & set(fields):
        reader.note(node, "a test of nothing", "accepts, rejects, unreadable or diagnoses")
    return WrittenTest(
        params=MappingProxyType(params),
        part=part.name,
        accepts=_read_answers(reader, fields.get("accepts")),
        rejects=_read_answers(reader, fields.get("rejects")),
        unreadable=_read_answers(reader, fields.get("unreadable")),
        diagnoses=_read_diagnoses(reader, fields.get("diagnoses"), part),
        earlier=MappingProxyType(_read_earlier(reader, fields.get("earlier"), part, parts)),
        line=node.line,
    )


def _read_part_name(
    reader: Reader, node: Node, fields: dict[str, Node], parts: Sequence[Part]
) -> Part | None:
    names = [part.name for part in parts if part.is_markable]
    if "part" in fields:
        name = reader.one_of(fields["part"], names)
    elif len(parts) == 1:
        name = parts[0].name
    else:
        name = None
        if parts:
            reader.note(node, "nothing", list_choices("", names), key="part")
    return next((part for part in parts if part.name == name), None)


def _read_params(
    reader: Reader, node: Node | None, domain: Domain | None
) -> dict[str, AxisValue] | None:
    if node is None or domain is None:
        return {}
    params = node.to_plain()
    if not isinstance(params, dict):
        reader.note(node, node.describe(), "a mapping of parameters")
        return None
    try:
        domain.find(params)
    except OutsideDomainError as error:
        found, _, expected = str(error).partition(", expected ")
        reader.note(node, found.replace(": found ", "="), expected)
        return None
    return params


def _read_answers(reader: Reader, node: Node | None) -> tuple[str, ...]:
    entries = reader.entries(node, expected="answers as a student types them", most=MOST_ANSWERS)
    texts = [reader.scalar_text(entry) for entry in entries]
    return tuple(text for text in texts if text is not None)


def _read_diagnoses(
    reader: Reader, node: Node | None, part: Part
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    known = [mistake.id for mistake in part.mistakes]
    diagnoses: list[tuple[str, tuple[str, ...]]] = []
    for text, value in reader.pairs(
        node, expected="answer: id of the misconception", most=MOST_ANSWERS
    ):
        entries = value.content if isinstance(value.content, list) else [value]
        ids = [reader.one_of(entry, known) for entry in entries]
        diagnoses.append((text, tuple(found for found in ids if found is not None)))
    return tuple(diagnoses)


def _read_earlier(
    reader: Reader, node: Node | None, part: Part, parts: Sequence[Part]
) -> dict[str, str]:
    names = [other.name for other in parts]
    before = names[: names.index(part.name)] if part.name != ANSWER else []
    earlier: dict[str, str] = {}
    for name, value in reader.pairs(node, expected="part: earlier answer", most=MOST_ANSWERS):
        text = reader.scalar_text(value)
        if name not in before:
            reader.note(value, f"the part {name[:40]!r}", list_choices(name, before))
        elif text is not None:
            earlier[name] = text
    return earlier
