"""Answers that are formulas: their options, and what they are worth over a whole domain."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from questions.answers import FormulaSpec, SpecError
from questions.answers.formula import are_near, check_formula, names_used
from questions.engine.arithmetic import Column, Value
from questions.engine.counting import label_rows
from questions.engine.errors import ExpressionError
from questions.engine.reader import Reader, field_of
from questions.engine.scope import Scope, read_expression, read_new_name
from questions.engine.source import Node


def read_formula_spec(
    reader: Reader, node: Node, spec: FormulaSpec, scope: Scope, parameters: frozenset[str]
) -> FormulaSpec:
    """Return the options with the points that count, and the key in the form that is compared.

    ``parameters`` are the question's own numbers, which a formula may use by name.
    """
    names = [name for name, _ in spec.variables]
    fields: Mapping[str, Node] = node.content
    for name in names:
        read_new_name(reader, fields["variables"].content[name], name, scope.numbers | scope.texts)
    spec = replace(spec, constants=tuple(sorted(parameters)))
    where = read_expression(reader, field_of(fields, "where"), Scope(frozenset(names)))
    if where is not None:
        try:
            counts = np.asarray(where.evaluate(spec.points))
        except ExpressionError as error:
            reader.note(fields["where"], error.found, error.expected)
            return spec
        if counts.dtype.kind != "b" or not counts.any():
            reader.note(fields["where"], "no tuple that counts", "a condition that holds for some")
            return spec
        spec = replace(spec, points={name: spec.points[name][counts] for name in names})
    return replace(spec, value=read_formula(reader, field_of(fields, "value"), spec))


def read_formula(reader: Reader, node: Node | None, spec: FormulaSpec) -> str:
    """Return a formula of a document in the form that is compared, or note what is wrong."""
    if node is None:
        return ""
    try:
        return check_formula(node.text, spec)
    except SpecError as error:
        reader.note(node, error.found, error.expected)
        return ""


def key_column(spec: FormulaSpec, names: Mapping[str, Value], n_rows: int) -> Column:
    """Return a number for each different key; NaN where the key has no value on some point."""
    labels, rows = _cases(spec, [spec.value], names, n_rows)
    is_sound = [np.isfinite(spec.values_with(spec.value, row)).all() for row in rows]
    return np.where(np.array(is_sound)[labels], labels.astype(np.float64), np.nan)


def wrong_column(spec: FormulaSpec, wrong: str, names: Mapping[str, Value], keys: Column) -> Column:
    """Return the key's number where a wrong formula is equal to it, and another one elsewhere."""
    labels, rows = _cases(spec, [spec.value, wrong], names, keys.size)
    is_key = [
        bool(are_near(spec.values_with(wrong, row), spec.values_with(spec.value, row)).all())
        for row in rows
    ]
    return np.where(np.array(is_key)[labels], keys, keys + 0.5)


def _cases(
    spec: FormulaSpec, formulas: list[str], names: Mapping[str, Value], n_rows: int
) -> tuple[Column, list[dict[str, float]]]:
    """Return which case each row is, and the numbers of the parameters in each case."""
    used = sorted(frozenset[str]().union(*(names_used(text, spec) for text in formulas)))
    own = [name for name in used if name in spec.constants]
    columns = [np.broadcast_to(np.asarray(names[name]), (n_rows,)) for name in own]
    labels, _ = label_rows(columns, n_rows)
    firsts = np.unique(labels, return_index=True)[1].tolist()
    return labels, [
        {name: float(column[first]) for name, column in zip(own, columns, strict=True)}
        for first in firsts
    ]
