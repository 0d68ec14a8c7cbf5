"""How the answers of a certified question are spread: what a histogram of its keys shows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Column
from questions.engine.counting import label_rows
from questions.engine.errors import shorten
from questions.engine.question import Part
from questions.engine.variants import Certified, variant_at
from questions.engine.walk import Walk

MOST_BARS = 24
_BLOCK = 1 << 14
# Without an order there is no histogram, only a ranking.
MOST_RANKED = 12


@dataclass(frozen=True)
class Bar:
    """One bar: the answers it stands for, and how many variants have them."""

    label: str
    count: int


@dataclass(frozen=True)
class Distribution:
    """The answers of one part over all variants.

    ``is_ranked`` when the bars are the most common answers, else they follow the numbers;
    ``is_log`` when each bar spans the same ratio instead of the same width; ``n_others`` counts
    the variants that no bar stands for.
    """

    part: str
    n_variants: int
    n_distinct: int
    p_shared: float
    is_ranked: bool
    is_log: bool
    bars: tuple[Bar, ...]
    n_others: int

    def to_json(self) -> dict[str, Any]:
        """Return the distribution as JSON data."""
        return {**vars(self), "bars": [[bar.label, bar.count] for bar in self.bars]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Distribution":
        """Return what `to_json` wrote."""
        return cls(**{**data, "bars": tuple(Bar(label, count) for label, count in data["bars"])})


def distributions_of(certified: Certified) -> tuple[Distribution, ...]:
    """Return the distribution of every part that the bank marks; none without variants."""
    columns: dict[str, list[Column]] = {}
    for start in range(0, certified.n_variants, _BLOCK):
        walk = Walk(certified.question, certified.numbers[start : start + _BLOCK])
        walk.run()
        for name, column in walk.keys.items():
            columns.setdefault(name, []).append(column)
    return tuple(
        _distribution(certified, certified.question.part(name), _join(blocks))
        for name, blocks in columns.items()
    )


def _join(blocks: list[Column]) -> Column:
    """Return the blocks as one column; rows of unequal length are filled up with zeros."""
    if blocks[0].ndim == 1:
        return np.concatenate(blocks)
    width = max(block.shape[1] for block in blocks)
    return np.concatenate(
        [np.pad(block, ((0, 0), (0, width - block.shape[1]))) for block in blocks]
    )


def _distribution(certified: Certified, part: Part, column: Column) -> Distribution:
    n_variants = len(column)
    labels, n_distinct = label_rows([column], n_variants)
    counts = np.bincount(labels, minlength=n_distinct)
    is_number = column.ndim == 1 and part.kind in ("integer", "decimal", "percent")
    is_log = is_number and n_distinct > MOST_BARS and _spans_decades(column)
    if is_number and n_distinct > MOST_BARS:
        bars = _bins(column, is_log=is_log)
    else:
        bars = _single_answers(certified, part, column, labels, counts, is_ranked=not is_number)
    return Distribution(
        part=part.name,
        n_variants=n_variants,
        n_distinct=n_distinct,
        p_shared=float(np.sum((counts / n_variants) ** 2)),
        is_ranked=not is_number,
        is_log=is_log,
        bars=bars,
        n_others=n_variants - sum(bar.count for bar in bars),
    )


def _single_answers(
    certified: Certified,
    part: Part,
    column: Column,
    labels: NDArray[Any],
    counts: NDArray[Any],
    *,
    is_ranked: bool,
) -> tuple[Bar, ...]:
    """Return a bar for each answer; of answers without an order, the most common ones."""
    firsts = np.unique(labels, return_index=True)[1]
    if is_ranked:
        order = np.argsort(-counts, kind="stable")[:MOST_RANKED]
    else:
        order = np.argsort(column[firsts], kind="stable")
    return tuple(Bar(_shown_key(certified, part, int(firsts[at])), int(counts[at])) for at in order)


def _shown_key(certified: Certified, part: Part, index: int) -> str:
    return shorten(variant_at(certified, index).part(part.name).shown_key)


def _spans_decades(column: Column) -> bool:
    low, high = float(column.min()), float(column.max())
    return low > 0 and high / low > 1000


def _bins(column: Column, *, is_log: bool) -> tuple[Bar, ...]:
    """Return bins of equal width, or of equal ratio."""
    low, high = float(column.min()), float(column.max())
    if is_log:
        edges = np.geomspace(low, high, MOST_BARS + 1)
    else:
        edges = np.linspace(low, high, MOST_BARS + 1)
    edges[0], edges[-1] = low, high
    if column.dtype.kind == "i":
        # Whole numbers fall between halves, so that no bin has more of them by chance.
        edges = np.unique(np.floor(edges))
        edges[-1] += 1
    counts, edges = np.histogram(column, bins=edges)
    is_whole = column.dtype.kind == "i"
    return tuple(
        Bar(_range_words(start, end, is_whole=is_whole), int(count))
        for start, end, count in zip(edges[:-1], edges[1:], counts, strict=True)
    )


def _range_words(start: float, end: float, *, is_whole: bool) -> str:
    if not is_whole:
        return f"{_number_words(start)} to {_number_words(end)}"
    first, last = int(start), int(end) - 1
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"


def _number_words(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
