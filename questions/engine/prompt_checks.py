"""Proves that no two variants of a question read the same.

Rendering a million prompts would take minutes. For large domains the proof is by argument: the
text around the slots tells where each number ends, and every parameter that varies stands in a
slot of its own; then the prompt gives back the tuple. The certificate says which proof it was.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.counting import first_repeated, label_rows
from questions.engine.domain import Axis
from questions.engine.evaluation import Names, add_derived, block_size
from questions.engine.grids import fingerprints
from questions.engine.question import Question
from questions.engine.selections import draw_of
from questions.engine.survey import Survey
from questions.engine.templates import Slot, Template
from questions.engine.variants import Variant, make_variant

MOST_RENDERED = 500
# What would read on as the same number.
_READS_ON = re.compile(r"[0-9]|\.[0-9]")
_READS_ON_GROUPED = re.compile(r"[0-9]|\.[0-9]|(,|\{,\})[0-9]")
# Between two texts of a page; no text contains it.
_GAP = "\n\x00\n"


@dataclass(frozen=True)
class Proof:
    """Whether the prompts differ, how that is known, and pairs of tuples that read the same."""

    is_unique: bool
    detail: str
    rows: tuple[int, ...] = ()


def shown_text(variant: Variant) -> str:
    """Return all that a student sees of a variant, whatever the order of its options."""
    texts = [variant.prompt]
    for part in variant.parts:
        texts.append(part.prompt)
        # The same options in another order are no other question.
        texts += sorted(option.text for option in getattr(part.spec, "options", ()))
    return _GAP.join(texts)


def prove_unique_prompts(survey: Survey) -> Proof:
    """Return the proof, or the first variants that read the same."""
    question, n_variants = survey.question, survey.numbers.size
    if n_variants <= MOST_RENDERED:
        return _render_all(survey)
    pieces = list(_pieces(question))
    unclear = _find_unclear_slot(question, pieces)
    if unclear is not None:
        return Proof(
            False,
            f"nothing tells where {unclear} ends: expected text after it that is no digit "
            f"(needed for more than {MOST_RENDERED} variants)",
        )
    hidden = [axis for axis in _varying_axes(survey) if not _shows_each_value(axis, pieces)]
    if not hidden:
        return Proof(
            True,
            f"proved for all {n_variants:,} variants by argument: every parameter that varies "
            "stands in the text, and the text around it tells where it ends",
        )
    return _compare_slots(survey, pieces, hidden)


def _render_all(survey: Survey) -> Proof:
    seen: dict[str, int] = {}
    for row, number in enumerate(survey.numbers.tolist()):
        text = shown_text(make_variant(survey.question, number, row))
        if text in seen:
            return Proof(False, "two variants read the same", (seen[text], row))
        seen[text] = row
    return Proof(True, f"proved by rendering all {len(seen)} variants")


def _pieces(question: Question) -> Iterable[str | Slot]:
    """Yield the texts and slots that a student sees, in order."""
    templates: list[Template] = [question.prompt]
    for part in question.parts:
        templates += [part.prompt] if part.prompt else []
        # An option that is not drawn tells nothing of its variant.
        if draw_of(part) is None:
            templates += [option.text for option in part.options]
    for template in templates:
        yield from template.pieces
        yield _GAP


def _find_unclear_slot(question: Question, pieces: Sequence[str | Slot]) -> str | None:
    """Return a slot whose end cannot be told from what follows."""
    axes = {axis.name: axis for axis in question.domain.axes}
    for place, slot in enumerate(pieces):
        if isinstance(slot, Slot) and not _is_end_clear(slot, axes.get(slot.name), pieces[place:]):
            return slot.text
    return None


def _is_end_clear(slot: Slot, axis: Axis | None, rest: Sequence[str | Slot]) -> bool:
    after = rest[1]  # the gap, at least
    if axis is not None and axis.is_text:
        follows = after[0] if isinstance(after, str) else ""
        texts = [f"{value}{follows}" for value in axis.values]
        return not any(a != b and b.startswith(a) for a in texts for b in texts)
    if isinstance(after, Slot):
        return False
    following = after + "0" if isinstance(rest[2:3] and rest[2], Slot) else after
    reads_on = _READS_ON_GROUPED if slot.format == "thousands" else _READS_ON
    return reads_on.match(following) is None


def _varying_axes(survey: Survey) -> list[Axis]:
    """Return the parameters that are not the same in all certified tuples.

    The parameters of a table of cases count as one: it is enough if the text shows the case.
    """
    domain = survey.question.domain
    return [
        axis
        for axis, places in zip(domain.axes, domain.places(survey.numbers), strict=True)
        if places.min() != places.max()
    ]


def _shows_each_value(axis: Axis, pieces: Sequence[str | Slot]) -> bool:
    """Return whether some slot shows the parameter, with another text for each value."""
    for slot in pieces:
        if isinstance(slot, Slot) and slot.name == axis.name:
            if isinstance(axis.values, range) and slot.format in ("", "thousands"):
                return True
            texts = {slot.write(value) for value in axis.values}
            if len(texts) == len(set(axis.values)):
                return True
    return False


def _compare_slots(survey: Survey, pieces: Sequence[str | Slot], hidden: Sequence[Axis]) -> Proof:
    """Compare what the slots hold, for parameters that stand in the text only in a formula."""
    question, n_variants = survey.question, survey.numbers.size
    # A rounded number need not differ where the value does.
    slots = [slot for slot in pieces if isinstance(slot, Slot) and slot.format in ("", "thousands")]
    size = block_size(question)
    found = [
        _slot_columns(question, slots, survey.numbers[start : start + size])
        for start in range(0, n_variants, size)
    ]
    joined = [np.concatenate(blocks) for blocks in zip(*found, strict=True)]
    # Fractions are shown with twelve digits, which need not differ where the values do.
    columns = [
        column
        for column in joined
        if column.dtype.kind != "f" or (np.floor(column) == column).all()
    ]
    labels, n_labels = label_rows(columns, n_variants)
    if n_labels == n_variants:
        return Proof(True, f"proved by comparing the numbers in all {n_variants:,} texts")
    listed = ", ".join(axis.name for axis in hidden)
    rows = tuple(row for pair in first_repeated(labels, n_labels) for row in pair)
    return Proof(
        False,
        f"{n_variants - n_labels:,} variants read like another one; expected the text to show "
        f"{listed}",
        rows,
    )


def _slot_columns(
    question: Question, slots: Sequence[Slot], numbers: NDArray[Any]
) -> list[NDArray[Any]]:
    """Return what each slot holds for the numbered tuples; of grids a fingerprint."""
    domain = question.domain
    names: Names = dict(domain.columns(numbers))
    add_derived(question, names)
    columns = []
    for slot in slots:
        if slot.expression is None:
            axis = next(axis for axis in domain.axes if axis.name == slot.name)
            columns.append(np.asarray(domain.places(numbers)[domain.axes.index(axis)]))
            continue
        value = slot.expression.value(names)
        shown = fingerprints(value) if slot.expression.is_grid else np.asarray(value)
        columns.append(np.broadcast_to(shown, numbers.shape))
    return columns


def sample_rows(n_variants: int, n_wanted: int) -> list[int]:
    """Return evenly spread indices, the first and the last among them."""
    if n_variants <= n_wanted:
        return list(range(n_variants))
    spread = np.linspace(0, n_variants - 1, n_wanted)
    return sorted({int(place) for place in spread})
