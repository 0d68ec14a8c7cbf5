"""Reads which misconceptions a part uses, and how each of them gets its wrong value."""

from collections.abc import Sequence

from questions.answers import ChoiceSpec, FormulaSpec, SetSpec, ShapeSpec
from questions.engine.errors import list_choices
from questions.engine.expressions import Expression
from questions.engine.formulas import read_formula
from questions.engine.question import Definition, MistakeUse, Part
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression, read_template
from questions.engine.source import Node
from questions.misconceptions import MISCONCEPTIONS, Misconception

MOST_MISTAKES = 20
_FIELDS = ("use", "separated", "value", "values", "option", "say")


def read_mistakes(
    reader: Reader, node: Node | None, part: Part, scope: Scope, definitions: Sequence[Definition]
) -> tuple[MistakeUse, ...]:
    """Return the misconceptions of a part, in the author's order."""
    uses: list[MistakeUse] = []
    entries = reader.entries(node, expected="misconceptions, each {use: id}", most=MOST_MISTAKES)
    if entries and not part.is_markable and node is not None:
        reader.note(node, f"misconceptions of kind {part.kind}", "none: the grader diagnoses code")
        return ()
    if entries and part.kind == "choices" and node is not None:
        reader.note(node, "misconceptions of kind choices", "none: each option has its own why")
        return ()
    scope = _own_scope(scope, part)
    for entry in entries:
        use = _read_mistake(reader, entry, part, scope, definitions)
        if use is None:
            continue
        if use.id in [other.id for other in uses]:
            reader.note(entry, f"{use.id} again", "each misconception once")
            continue
        uses.append(use)
    return tuple(uses)


def _read_mistake(
    reader: Reader, node: Node, part: Part, scope: Scope, definitions: Sequence[Definition]
) -> MistakeUse | None:
    if isinstance(node.content, str):
        reader.note(node, node.describe(), f"{{use: {node.content[:40]}}}")
        return None
    fields = reader.mapping(node, required=("use",), allowed=_FIELDS)
    id_node = field_of(fields, "use")
    misconception_id = reader.one_of(id_node, MISCONCEPTIONS)
    if id_node is None or misconception_id is None:
        return None
    misconception = MISCONCEPTIONS[misconception_id]
    formula = ""
    if isinstance(part.spec, FormulaSpec):
        formula = read_formula(reader, field_of(fields, "value"), part.spec)
    own = "option" in fields or "value" in fields or "values" in fields
    say = read_template(reader, field_of(fields, "say"), _said_scope(scope, part))
    if own and "say" not in fields:
        reader.note(node, "a value of its own without an explanation", "this key", key="say")
    if not own and not calls_solver(part.values, definitions, misconception):
        called = sorted(solvers_called(part.values, definitions))
        reader.note(
            id_node,
            f"{misconception.id}, a wrong {misconception.solver}",
            f"one of a function that the answer calls ({', '.join(called) or 'none'}), "
            "or a value: and say: of its own",
        )
    return MistakeUse(
        id=misconception_id,
        is_separated=reader.switch(field_of(fields, "separated")),
        values=_read_own_values(reader, fields, part, scope),
        option=_read_own_option(reader, fields, part),
        say=say,
        formula=formula,
    )


def _own_scope(scope: Scope, part: Part) -> Scope:
    """Return the names that a value may use: of a set, the candidate, too."""
    return scope.extended(numbers=[part.spec.symbol]) if isinstance(part.spec, SetSpec) else scope


def _said_scope(scope: Scope, part: Part) -> Scope:
    """Return the names that an explanation may use: the two values beside the question's."""
    if part.kind in ("choice", "shape"):
        return scope
    both = ["wrong", "right"]
    if part.kind == "matrix":
        return scope.extended(grids=both)
    is_text = part.is_shown_typed
    return scope.extended(texts=both) if is_text else scope.extended(numbers=both)


def _read_own_values(
    reader: Reader, fields: dict[str, Node], part: Part, scope: Scope
) -> tuple[Expression, ...]:
    wanted = {"choice": "option", "shape": "values"}.get(part.kind, "value")
    for name in ("value", "values", "option"):
        if name in fields and name != wanted:
            reader.note(fields[name], name, f"{wanted} for an answer of kind {part.kind}")
    if isinstance(part.spec, FormulaSpec):
        return ()
    if wanted == "value":
        node = field_of(fields, "value")
        value = read_expression(reader, node, scope, is_grid=part.kind == "matrix")
        return (value,) if value is not None else ()
    if not isinstance(part.spec, ShapeSpec) or "values" not in fields:
        return ()
    n_axes = len(part.spec.axes)
    entries = reader.entries(fields["values"], expected="expressions", most=n_axes)
    if entries and len(entries) != n_axes:
        reader.note(fields["values"], f"{len(entries)} values", f"{n_axes}, one for each axis")
    found = [read_expression(reader, entry, scope) for entry in entries]
    return tuple(value for value in found if value is not None)


def _read_own_option(reader: Reader, fields: dict[str, Node], part: Part) -> str:
    node = field_of(fields, "option")
    if node is None or not isinstance(part.spec, ChoiceSpec):
        return ""
    ids = [option.id for option in part.spec.options]
    option = reader.line_of_text(node)
    if option is not None and option not in ids:
        reader.note(node, repr(option[:40]), list_choices(option, ids))
    return option if option in ids else ""


def solvers_called(values: Sequence[Expression], definitions: Sequence[Definition]) -> set[str]:
    """Return the solver functions behind some expressions, derived names included."""
    called: set[str] = set()
    needed: set[str] = set()
    for value in values:
        called |= set(value.calls)
        needed |= value.names
    for definition in reversed(definitions):
        if definition.name in needed:
            called |= set(definition.calls)
            needed |= definition.names
    return called


def calls_solver(
    values: Sequence[Expression], definitions: Sequence[Definition], misconception: Misconception
) -> bool:
    """Return whether a misconception's solver is behind the expressions."""
    return misconception.solver in solvers_called(values, definitions)
