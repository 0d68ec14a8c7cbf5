"""Many variants of one question at a time: computed as columns, then written row by row.

What comes out is what `make_variant` gives for each of them; only the way there is another one.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers import FormulaSpec, PoolSpec, SetSpec, Spec
from questions.answers import Value as AnswerValue
from questions.engine.arithmetic import Value
from questions.engine.certified import Certified
from questions.engine.domain import AxisValue
from questions.engine.evaluation import (
    Names,
    add_derived,
    add_key,
    answer_of,
    block_size,
    key_values,
)
from questions.engine.question import TEXT_KINDS, Part, Question
from questions.engine.selections import drawn_column, order_of, to_bits
from questions.engine.shown_specs import rendered_spec
from questions.engine.templates import Shown, Slot, Template
from questions.engine.variants import Variant, VariantPart, sized_spec

Row = tuple[Any, ...]


def variants_at(certified: Certified, indices: Sequence[int]) -> list[Variant]:
    """Return the variants of some indices; IndexError if there is none for one of them."""
    n_variants = certified.n_variants
    for index in indices:
        if not 0 <= index < n_variants:
            raise IndexError(f"variant {index}, expected 0 to {n_variants - 1}")
    size = block_size(certified.question)
    made: list[Variant] = []
    for start in range(0, len(indices), size):
        block = indices[start : start + size]
        numbers = certified.numbers[np.asarray(block, dtype=np.int64)]
        made += _Batch(certified.question, numbers).make(block)
    return made


class _Batch:
    """Some tuples of a question: ``columns`` to calculate with, ``shown`` to write into texts."""

    def __init__(self, question: Question, numbers: NDArray[Any]) -> None:
        self.question = question
        self.numbers = numbers
        self.columns: Names = dict(question.domain.columns(numbers))
        self.shown: dict[str, list[Any]] = {}

    def make(self, indices: Sequence[int]) -> list[Variant]:
        """Return the variant of each tuple."""
        question, domain = self.question, self.question.domain
        for axis, places in zip(domain.axes, domain.places(self.numbers), strict=True):
            self.shown[axis.name] = [axis.values[place] for place in places.tolist()]
        params: list[dict[str, AxisValue]] = self._rows()
        add_derived(question, self.columns)
        self._show_columns()
        prompts = self._write(question.prompt)
        parts = [self._make_part(part) for part in question.parts]
        made = zip(*parts, strict=True) if parts else repeat((), len(indices))
        rows = zip(indices, params, self._rows(), prompts, made, strict=True)
        return [Variant(question, *row) for row in rows]

    def _make_part(self, part: Part) -> list[VariantPart]:
        prompts = self._write(part.prompt) if part.prompt else [""] * self.numbers.size
        values = key_values(part, self.columns)
        rows: list[Row] = list(zip(*map(self._listed, values), strict=True))
        rows = rows or [()] * self.numbers.size
        specs = self._specs(part, values, rows)
        keys = [answer_of(part, row, spec) for row, spec in zip(rows, specs, strict=True)]
        made = [
            VariantPart(part, sized_spec(spec, key), prompt, key)
            for spec, prompt, key in zip(specs, prompts, keys, strict=True)
        ]
        add_key(part, self.columns, values)
        self._show_columns()
        self._show_key(part, made, keys)
        return made

    def _show_key(
        self, part: Part, made: list[VariantPart], keys: Sequence[AnswerValue | None]
    ) -> None:
        if part.kind == "shape":
            self.shown[part.name] = list(keys)
        elif part.kind in TEXT_KINDS:
            self.shown[part.name] = [one.shown_key for one in made]

    def _show_columns(self) -> None:
        for name, value in self.columns.items():
            if name not in self.shown:
                self.shown[name] = self._listed(value)

    def _listed(self, value: Value) -> list[Any]:
        """Return the value of each row: a plain number, a condition or a grid."""
        if not isinstance(value, np.ndarray):
            return [value] * self.numbers.size
        return list(value) if value.dtype.kind == "V" else value.tolist()

    def _rows(self) -> list[dict[str, Any]]:
        if not self.shown:
            return [{} for _ in range(self.numbers.size)]
        names = tuple(self.shown)
        return [
            dict(zip(names, row, strict=True)) for row in zip(*self.shown.values(), strict=True)
        ]

    def _write(self, template: Template) -> list[str]:
        """Return the text of each row."""
        if not template.slots:
            return [template.text] * self.numbers.size
        texts = [
            repeat(piece, self.numbers.size) if isinstance(piece, str) else self._write_slot(piece)
            for piece in template.pieces
        ]
        return ["".join(row) for row in zip(*texts, strict=True)]

    def _write_slot(self, slot: Slot) -> list[str]:
        if slot.name:
            values: list[Shown] = self.shown[slot.name]
        else:
            assert slot.expression is not None  # a slot without a name has one
            values = self._listed(slot.expression.value(self.columns))
        if isinstance(values[0], np.void):
            return [slot.write(value) for value in values]
        # A column holds few different numbers, and no conditions beside numbers.
        written = {value: slot.write(value) for value in set(values)}
        return [written[value] for value in values]

    def _specs(self, part: Part, values: tuple[Value, ...], rows: list[Row]) -> Sequence[Spec]:
        """Return what each row shows of the answer section."""
        spec, numbers = part.spec, self.numbers.tolist()
        if isinstance(spec, PoolSpec):
            return self._pools(part, spec, to_bits(values, self.numbers.size))
        if not isinstance(spec, FormulaSpec | SetSpec):
            return [spec] * self.numbers.size
        names = self._rows()
        return [
            rendered_spec(part, row, name, number)
            for row, name, number in zip(rows, names, numbers, strict=True)
        ]

    def _pools(self, part: Part, spec: PoolSpec, truths: NDArray[Any]) -> list[Spec]:
        options = [
            [
                replace(option, text=text, why=why)
                for text, why in zip(self._write(texts.text), self._write(texts.why), strict=True)
            ]
            if texts.text.slots or texts.why.slots
            else [replace(option, text=texts.text.text, why=texts.why.text)] * self.numbers.size
            for option, texts in zip(spec.options, part.options, strict=True)
        ]
        drawn = drawn_column(part, truths, self.numbers).tolist()
        return [
            replace(spec, options=tuple(options[at][row] for at in order_of(part, bits, number)))
            for row, (bits, number) in enumerate(zip(drawn, self.numbers.tolist(), strict=True))
        ]
