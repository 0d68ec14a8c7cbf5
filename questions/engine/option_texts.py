"""Proves that no two options of a choice read the same, whatever the numbers and the draw."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from questions.answers.pool import fold, plain_text
from questions.engine.arithmetic import Column
from questions.engine.counting import label_rows
from questions.engine.domain import AxisValue
from questions.engine.errors import ExpressionError
from questions.engine.evaluation import Names, add_derived
from questions.engine.question import OptionTexts, Part
from questions.engine.survey import Survey
from questions.engine.templates import Shown, Template
from questions.engine.variants import make_variant

# What a number in a slot may be written with: without these, texts that differ always differ.
_OF_NUMBERS = frozenset("0123456789.,-{}")
# Beyond, pairs of a million tuples would take minutes.
MOST_COMPARED = 4096


def find_equal_options(survey: Survey) -> tuple[str, Mapping[str, AxisValue]] | None:
    """Return what two options that read the same are, and a tuple where they do."""
    for part in survey.question.parts:
        for one, other in combinations(part.options, 2):
            if _always_differ(one.text, other.text):
                continue
            for row in _different_rows(survey, part, one, other):
                names = make_variant(survey.question, int(survey.numbers[row]), row).names
                if _read(one, names) == _read(other, names):
                    params = survey.question.domain.row(int(survey.numbers[row]))
                    return (
                        f"{part.name}: two options read the same: {one.id} and {other.id}",
                        params,
                    )
    return None


def _always_differ(one: Template, other: Template) -> bool:
    """Return whether what is not a number tells two texts apart, or neither holds a slot."""
    if not one.slots and not other.slots:
        return True  # the reader of the document compares these
    return _skeleton(one) != _skeleton(other)


def _skeleton(text: Template) -> str:
    kept = "".join(piece for piece in text.pieces if isinstance(piece, str))
    return "".join(c for c in fold(plain_text(kept)) if c not in _OF_NUMBERS and c != " ")


def _different_rows(
    survey: Survey, part: Part, one: OptionTexts, other: OptionTexts
) -> Iterator[int]:
    """Yield one variant for each combination of the numbers in two texts."""
    names: Names = dict(survey.question.domain.columns(survey.numbers))
    add_derived(survey.question, names)
    columns: list[Column] = []
    for slot in (*one.text.slots, *other.text.slots):
        try:
            value = slot.expression.value(names) if slot.expression else None
        except (ExpressionError, KeyError):
            value = None  # a text, or the key of an earlier part
        if value is None:
            columns = [survey.numbers]
            break
        columns.append(np.broadcast_to(np.asarray(value), survey.numbers.shape))
    labels, _ = label_rows(columns, survey.numbers.size)
    rows = np.unique(labels, return_index=True)[1]
    spread = np.linspace(0, rows.size - 1, min(rows.size, MOST_COMPARED)).astype(np.int64)
    yield from rows[spread].tolist()


def _read(option: OptionTexts, names: Mapping[str, Shown]) -> str:
    return fold(plain_text(option.text.render(names)))
