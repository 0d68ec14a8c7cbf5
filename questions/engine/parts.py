"""Reads the parts of a document: answer, misconceptions and worked solution of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from questions.answers import KINDS, FormulaSpec, PoolSpec, SetSpec, ShapeSpec, Spec, SpecError
from questions.engine.errors import list_choices, shorten
from questions.engine.expressions import Expression
from questions.engine.figures import read_figure
from questions.engine.formulas import read_formula_spec
from questions.engine.mistakes import read_mistakes
from questions.engine.question import ANSWER, TEXT_KINDS, Definition, OptionTexts, Part
from questions.engine.reader import Reader, field_of
from questions.engine.scope import (
    NAME,
    Scope,
    read_expression,
    read_new_name,
    read_template,
)
from questions.engine.source import Node
from questions.engine.templates import Template

MOST_PARTS = 12
MOST_SOLUTION_LINES = 20
MOST_POINTS = 100.0
ANSWER_FIELDS = ("answer", "misconceptions", "solution", "figure", "label")
_PART_FIELDS = ("name", "prompt", "points", *ANSWER_FIELDS)
_STEP = re.compile(r"(\w+)|\[(\d+)\]")


@dataclass(frozen=True)
class Surroundings:
    """What the reading of a part needs to know of its question."""

    scope: Scope
    definitions: tuple[Definition, ...]


def read_parts(
    reader: Reader, root: Node, fields: dict[str, Node], around: Surroundings
) -> tuple[Part, ...]:
    """Return the parts, or the only part of a question that gives its answer directly."""
    if "parts" not in fields:
        if "answer" not in fields:
            reader.note(root, "nothing", "this key, or parts", key="answer")
            return ()
        part = _read_part(reader, fields, ANSWER, around.scope, around)
        return (part,) if part else ()
    for name in ANSWER_FIELDS:
        if name in fields:
            reader.note(fields[name], f"{name} beside parts", f"{name} inside each part")
    parts: list[Part] = []
    scope = around.scope
    for node in reader.entries(fields["parts"], expected="parts", most=MOST_PARTS):
        part = _read_listed_part(reader, node, scope, around, parts)
        if part is not None:
            parts.append(part)
            scope = scope_after(scope, part)
        elif isinstance(node.content, dict) and "name" in node.content:
            # Later parts may use a part whose answer is wrong; its problem is noted already.
            scope = scope.extended(numbers=[node.content["name"].text])
    if not fields["parts"].content:
        reader.note(fields["parts"], fields["parts"].describe(), "at least one part")
    return tuple(parts)


def _read_listed_part(
    reader: Reader, node: Node, scope: Scope, around: Surroundings, before: Sequence[Part]
) -> Part | None:
    fields = reader.mapping(
        node, required=("name", "label", "prompt", "answer"), allowed=_PART_FIELDS
    )
    name = reader.name(field_of(fields, "name"), NAME, "a name such as n_neurons")
    if name is None or "answer" not in fields:
        return None
    taken = scope.all_names | {part.name for part in before}
    if not read_new_name(reader, fields["name"], name, taken):
        return None
    return _read_part(reader, fields, name, scope, around)


def _read_part(
    reader: Reader, fields: dict[str, Node], name: str, scope: Scope, around: Surroundings
) -> Part | None:
    label = reader.line_of_text(field_of(fields, "label")) or "Answer"
    secrets = scope.all_names - around.scope.all_names
    shown = around.scope.hiding(secrets | {name, ANSWER})
    # The prompt of a question without parts is the question's own.
    prompt = read_template(reader, fields.get("prompt"), shown) if name != ANSWER else None
    points = reader.number(field_of(fields, "points"), least=0.01, most=MOST_POINTS)
    derived = {entry.name for entry in around.definitions}
    answer = _read_answer(reader, fields["answer"], scope, shown, around.scope.numbers - derived)
    if answer is None:
        _read_solution(reader, fields, scope.extended(numbers=[name, ANSWER]), is_needed=False)
        return None
    part = Part(
        name=name,
        label=label,
        prompt=prompt,
        points=1.0 if points is None else float(points),
        kind=answer.spec.kind,
        spec=answer.spec,
        values=answer.values,
        options=answer.options,
        mistakes=(),
        solution=(),
        figure=None,
        answer_data=answer.data,
        why=answer.why,
    )
    return replace(
        part,
        mistakes=read_mistakes(
            reader, fields.get("misconceptions"), part, scope, around.definitions
        ),
        solution=_read_solution(
            reader, fields, solution_scope(scope, part), is_needed=part.is_markable
        ),
        figure=read_figure(reader, field_of(fields, "figure"), scope),
    )


@dataclass(frozen=True)
class _Answer:
    spec: Spec
    values: tuple[Expression, ...]
    options: tuple[OptionTexts, ...]
    why: Template | None
    data: dict[str, Any]


def _read_answer(
    reader: Reader, node: Node, scope: Scope, shown: Scope, parameters: frozenset[str]
) -> _Answer | None:
    if not isinstance(node.content, dict):
        reader.note(node, node.describe(), "a mapping such as {kind: integer, value: W + 1}")
        return None
    kind = node.content["kind"].content if "kind" in node.content else None
    if not isinstance(kind, str) or kind not in KINDS:
        at = node.content.get("kind", node)
        reader.note(at, shorten(repr(kind)), f"a kind: {list_choices(str(kind), KINDS)}")
        return None
    n_before = len(reader.problems)
    try:
        spec = KINDS[kind].read_spec(node.to_plain())
    except SpecError as error:
        place = _find_node(node, error.key)
        reader.note(place or node, error.found, error.expected, key="" if place else error.key)
        return None
    if isinstance(spec, FormulaSpec):
        spec = read_formula_spec(reader, node, spec, scope, parameters)
    values = _read_values(reader, node, spec, scope)
    options = _read_options(reader, node, spec, shown)
    why = None
    if isinstance(spec, SetSpec):
        why = read_template(reader, field_of(node.content, "why"), set_scope(scope, spec))
    if len(reader.problems) > n_before:
        return None
    return _Answer(spec, values, options, why, node.to_plain())


def _find_node(node: Node, path: str) -> Node | None:
    """Return the node at a path such as ``options[1].why``."""
    found: Node | None = node
    for name, place in _STEP.findall(path):
        content = found.content if found is not None else None
        if name and isinstance(content, dict):
            found = content.get(name)
        elif place and isinstance(content, list) and int(place) < len(content):
            found = content[int(place)]
        else:
            return None
    return found


def _read_values(reader: Reader, node: Node, spec: Spec, scope: Scope) -> tuple[Expression, ...]:
    content = node.content
    if isinstance(spec, PoolSpec):
        options = [option.content for option in content["options"].content]
        conditions = [option["right" if "right" in option else "when"] for option in options]
        found = [read_expression(reader, condition, scope) for condition in conditions]
        wanted = None
    elif isinstance(spec, SetSpec):
        wanted = "where"
        found = [read_expression(reader, field_of(content, wanted), set_scope(scope, spec))]
        read_new_name(reader, content["of"], spec.symbol, scope.numbers | scope.texts)
    elif isinstance(spec, ShapeSpec):
        wanted = "values"
        entries = reader.entries(
            content.get("values"), expected="expressions, one for each axis", most=len(spec.axes)
        )
        found = [read_expression(reader, entry, scope) for entry in entries]
    elif isinstance(spec, FormulaSpec):
        wanted, found = "value", []
    elif spec.kind == "code":
        wanted, found = None, []
    else:
        wanted = "value"
        is_grid = spec.kind == "matrix"
        found = [read_expression(reader, field_of(content, "value"), scope, is_grid=is_grid)]
    if wanted and field_of(content, wanted) is None:
        reader.note(node, "nothing", f"what the key of kind {spec.kind} is", key=wanted)
    for name in {"value", "values"} - {wanted}:
        if name in content:
            expected = f"{wanted} for kind {spec.kind}" if wanted else f"none for {spec.kind}"
            reader.note(content[name], name, expected)
    return tuple(value for value in found if value is not None)


def _read_options(reader: Reader, node: Node, spec: Spec, shown: Scope) -> tuple[OptionTexts, ...]:
    if not isinstance(spec, PoolSpec):
        return ()
    options: list[OptionTexts] = []
    for option, entry in zip(spec.options, node.content["options"].content, strict=True):
        text = read_template(reader, entry.content["text"], shown)
        why = read_template(reader, entry.content["why"], shown)
        if text is not None and why is not None:
            options.append(OptionTexts(option.id, text, why))
    return tuple(options)


def _read_solution(
    reader: Reader, fields: dict[str, Node], own: Scope, *, is_needed: bool
) -> tuple[Template, ...]:
    entries = reader.entries(
        fields.get("solution"), expected="lines of the worked solution", most=MOST_SOLUTION_LINES
    )
    if is_needed and not entries:
        holder = fields.get("solution", fields["answer"])
        reader.note(holder, "no worked solution", "solution: with at least one line")
    lines = [read_template(reader, entry, own) for entry in entries]
    return tuple(line for line in lines if line is not None)


def scope_after(scope: Scope, part: Part) -> Scope:
    """Return the names that the parts after this one may use: its key, by its name."""
    if isinstance(part.spec, ShapeSpec):
        return scope.extended(numbers=size_names(part), texts=[part.name])
    if part.kind == "code":
        return scope
    if part.kind in TEXT_KINDS:
        return scope.extended(texts=[part.name])
    if part.kind == "matrix":
        return scope.extended(grids=[part.name])
    return scope.extended(numbers=[part.name])


def solution_scope(scope: Scope, part: Part) -> Scope:
    """Return the names that a part's own solution may use, ``answer`` among them."""
    after = scope_after(scope, part)
    if part.kind == "shape" or part.is_shown_typed:
        return after.extended(texts=[ANSWER])
    if part.kind == "matrix":
        return after.extended(grids=[ANSWER])
    return after if part.kind == "code" else after.extended(numbers=[ANSWER])


def set_scope(scope: Scope, spec: SetSpec) -> Scope:
    """Return the names that the condition of a set may use: its candidate, too."""
    return scope.extended(numbers=[spec.symbol])


def size_names(part: Part) -> list[str]:
    """Return the names of a shape's sizes: ``volume_height`` of the part ``volume``."""
    if not isinstance(part.spec, ShapeSpec):
        return []
    axes = [re.sub(r"\W+", "_", axis) for axis in part.spec.axes]
    return [f"{part.name}_{axis}" for axis in axes]
