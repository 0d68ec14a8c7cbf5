"""Reads the domain of a document: axes with a range or a choice, or a table of cases."""

from collections.abc import Sequence

from questions.engine.domain import MOST_TUPLES, Axis, AxisValue, Domain
from questions.engine.reader import Reader
from questions.engine.scope import read_new_name
from questions.engine.source import Node
from questions.engine.syntax import LARGEST_NUMBER

MOST_AXES = 12
MOST_CHOICES = 2000
LONGEST_TEXT_VALUE = 60
_AXIS_EXPECTED = "{range: [first, last]}, {range: [first, last, step]} or {choice: [...]}"


def read_domain(reader: Reader, node: Node | None) -> Domain:
    """Return the domain; without the key, a question has one variant."""
    if node is None:
        return Domain(())
    if isinstance(node.content, dict) and set(node.content) == {"cases"}:
        return _read_cases(reader, node.content["cases"])
    axes: list[Axis] = []
    for name, value in reader.pairs(node, expected="parameters", most=MOST_AXES):
        is_new = read_new_name(reader, value, name, [axis.name for axis in axes])
        values = _read_axis(reader, value)
        if is_new:
            # A name with wrong values still counts, or every use of it would be noted too.
            axes.append(Axis(name, values or (0,)))
    domain = Domain(tuple(axes))
    if domain.n_tuples > MOST_TUPLES:
        sizes = " x ".join(str(length) for length in domain.shape)
        reader.note(node, f"{domain.n_tuples:,} tuples ({sizes})", f"at most {MOST_TUPLES:,}")
    return domain


def _read_axis(reader: Reader, node: Node) -> Sequence[AxisValue] | None:
    if not isinstance(node.content, dict) or len(node.content) != 1:
        reader.note(node, node.describe(), _AXIS_EXPECTED)
        return None
    fields = reader.mapping(node, allowed=("range", "choice"))
    if "range" in fields:
        return _read_range(reader, fields["range"])
    if "choice" in fields:
        return _read_choice(reader, fields["choice"])
    return None


def _read_range(reader: Reader, node: Node) -> range | None:
    expected = "[first, last] or [first, last, step] in whole numbers"
    bounds = node.to_plain()
    if not isinstance(bounds, list) or len(bounds) not in (2, 3):
        reader.note(node, node.describe(), expected)
        return None
    for entry in node.content:
        value = entry.content
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
            reader.note(entry, entry.describe(), "a whole number")
            return None
    first, last, step = (*bounds, 1)[:3]
    if step < 1 or last < first:
        reader.note(node, f"{bounds}", "last not below first, and a step of at least 1")
        return None
    values = range(first, last + 1, step)
    # len() of a range beyond the machine's word raises; the difference does not.
    if (last - first) // step >= MOST_TUPLES:
        reader.note(node, f"{(last - first) // step + 1:,} values", f"at most {MOST_TUPLES:,}")
        return None
    return values


def _read_choice(reader: Reader, node: Node) -> tuple[AxisValue, ...] | None:
    entries = reader.entries(node, expected="values", most=MOST_CHOICES)
    if not entries:
        if not node.content:
            reader.note(node, node.describe(), "a list of values")
        return None
    return _read_values(reader, entries)


def _read_values(
    reader: Reader, entries: Sequence[Node], *, may_repeat: bool = False
) -> tuple[AxisValue, ...] | None:
    values: list[AxisValue] = []
    is_text = isinstance(entries[0].content, str)
    for entry in entries:
        value = entry.content
        if is_text and isinstance(value, str):
            is_right = 0 < len(value) <= LONGEST_TEXT_VALUE and not set(value) & set("{}$\n")
            expected = f"a text of at most {LONGEST_TEXT_VALUE} characters without {{ }} $"
        else:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            is_right = not is_text and is_number and abs(value) <= LARGEST_NUMBER
            expected = "a text, as the others" if is_text else "a number up to 2**53"
        if not is_right:
            reader.note(entry, entry.describe(), expected)
            return None
        if value in values and not may_repeat:
            reader.note(entry, f"{value} again", "each value once")
            return None
        values.append(value)
    return tuple(values)


def _read_cases(reader: Reader, node: Node) -> Domain:
    entries = reader.entries(node, expected="cases, each {name: value, ...}", most=MOST_CHOICES)
    if not entries:
        reader.note(node, node.describe(), "at least one case")
        return Domain(())
    rows = [dict(reader.pairs(entry, expected="parameters", most=MOST_AXES)) for entry in entries]
    names = list(rows[0])
    is_sound = bool(names)
    for entry, row in zip(entries, rows, strict=True):
        if set(row) != set(names):
            found = ", ".join(row) or "nothing"
            reader.note(entry, found, f"the same names as in the first case: {', '.join(names)}")
            is_sound = False
    if not is_sound:
        return Domain(())
    axes: list[Axis] = []
    for name in names:
        is_new = read_new_name(reader, rows[0][name], name, [axis.name for axis in axes])
        values = _read_values(reader, [row[name] for row in rows], may_repeat=True)
        if is_new and values is not None:
            axes.append(Axis(name, values))
    if not axes:
        return Domain(())
    domain = Domain(tuple(axes), is_cases=True)
    _refuse_equal_cases(reader, entries, domain)
    return domain


def _refuse_equal_cases(reader: Reader, entries: Sequence[Node], domain: Domain) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for number, entry in enumerate(entries):
        row = tuple(domain.row(number).values())
        if row in seen:
            reader.note(entry, f"cases[{seen[row]}] again", "each case once")
        seen.setdefault(row, number)
