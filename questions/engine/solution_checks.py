"""Checks of a worked solution on whole columns: every line has a value, the last is the key."""

import numpy as np

from questions.answers import KINDS
from questions.engine.arithmetic import Column, Mask
from questions.engine.evaluation import Names
from questions.engine.grids import flatten
from questions.engine.parts import size_names
from questions.engine.question import ANSWER, TEXT_KINDS, Part
from questions.engine.templates import Slot, Template, plain
from questions.engine.tuple_errors import TupleError, guard, refuse_rows


def check_solution(part: Part, names: Names, keys: Column) -> None:
    """Raise TupleError for the first row on which a line fails, or the end is not the key."""
    if not part.solution:
        return
    own = dict(names)
    if part.kind == "matrix":
        own[ANSWER] = names[part.name]
    elif part.kind != "shape" and not part.is_shown_typed:
        own[ANSWER] = keys
    for line in part.solution:
        _check_slots(line, own)
    # A choice ends with a reason, which no number can be compared with.
    if part.kind in ("choice", "choices") or _names_its_key(part, part.solution[-1]):
        return
    if part.kind in TEXT_KINDS:
        detail = f"{part.name}: the last line, {part.solution[-1].text!r}, has no {{{{answer}}}}"
        raise TupleError("solution", detail, 0)
    reached = _reaches_key(part, part.solution[-1], own, keys)
    refuse_rows(
        "solution",
        ~reached,
        lambda row: (
            f"{part.name}: the last line, {part.solution[-1].text!r}, does not show the key "
            f"{_show(keys[row])}"
        ),
    )


def check_texts(templates: list[Template], names: Names) -> None:
    """Raise TupleError for the first row on which a slot of a prompt or option has no value."""
    for template in templates:
        _check_slots(template, names)


def _check_slots(template: Template, names: Names) -> None:
    for slot in template.slots:
        # A bare name has its value already.
        if not slot.name:
            guard("templates", lambda slot=slot: _slot_value(slot, names))  # type: ignore[misc]


def _slot_value(slot: Slot, names: Names) -> Column:
    assert slot.expression is not None
    return np.asarray(slot.expression.value(names))


def _names_its_key(part: Part, line: Template) -> bool:
    """Return whether the line has the key by its name, which then needs no comparison."""
    shown = {slot.name for slot in line.slots}
    sizes = size_names(part)
    return bool(shown & {ANSWER, part.name}) or bool(sizes and shown >= set(sizes))


def _reaches_key(part: Part, line: Template, names: Names, keys: Column) -> Mask:
    n_rows = keys.shape[0]
    if part.kind == "matrix":
        return _reaches_grid(part, line, names, keys)
    reached = np.zeros((n_rows, keys.shape[1] if part.kind == "shape" else 1), dtype=np.bool_)
    for slot in line.slots:
        if slot.expression is None or slot.expression.is_grid:
            continue
        value = np.broadcast_to(_slot_value(slot, names), (n_rows,))
        if part.kind == "shape":
            reached |= value[:, None] == keys
        else:
            reached[:, 0] |= KINDS[part.kind].matches_columns(value, keys, part.spec)
    return np.asarray(reached.all(axis=1))


def _reaches_grid(part: Part, line: Template, names: Names, keys: Column) -> Mask:
    reached = np.zeros(len(keys), dtype=np.bool_)
    for slot in line.slots:
        if slot.expression is not None and slot.expression.is_grid:
            shown = flatten(_slot_value(slot, names), len(keys))
            reached |= KINDS[part.kind].matches_columns(shown, keys, part.spec)
    return reached


def _show(key: Column) -> str:
    return " x ".join(plain(float(size)) for size in np.atleast_1d(key))
