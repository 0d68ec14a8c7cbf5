"""How the answers of a certified question are spread: what a histogram of its keys shows."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.engine.arithmetic import Column
from questions.engine.certified import Certified
from questions.engine.counting import label_rows
from questions.engine.errors import shorten
from questions.engine.question import Part
from questions.engine.variants import variant_at
from questions.engine.walk import Walk

SPREAD_FORMAT = 1
MOST_BARS = 24
_BLOCK = 1 << 14
# Without an order there is no histogram, only a ranking.
MOST_RANKED = 12
# Each answer that is shown is rendered, which takes a fraction of a millisecond.
_MOST_SHOWN = 400


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


def spread_of(certified: Certified) -> dict[str, Any]:
    """Return the distributions as JSON data, which is stored beside a certificate."""
    return {
        "format": SPREAD_FORMAT,
        "parts": [entry.to_json() for entry in distributions_of(certified)],
    }


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
    elif is_number or n_distinct <= _MOST_SHOWN:
        firsts = np.unique(labels, return_index=True)[1]
        order = np.argsort(column[firsts] if is_number else -counts, kind="stable")
        # Different values may be the same answer to who types it, such as one formula for all.
        bars = _by_text(certified, part, firsts[order], counts[order])
        n_distinct, counts = len(bars), np.array([bar.count for bar in bars])
        bars = bars if is_number else tuple(sorted(bars, key=lambda bar: -bar.count)[:MOST_RANKED])
    else:
        firsts = np.unique(labels, return_index=True)[1]
        order = np.argsort(-counts, kind="stable")[:MOST_RANKED]
        bars = _by_text(certified, part, firsts[order], counts[order])
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


def _by_text(
    certified: Certified, part: Part, indices: NDArray[Any], counts: NDArray[Any]
) -> tuple[Bar, ...]:
    """Return a bar for each answer as it is shown, in the order given."""
    texts: dict[str, int] = {}
    for index, count in zip(indices.tolist(), counts.tolist(), strict=True):
        text = variant_at(certified, index).part(part.name).shown_key
        texts[text] = texts.get(text, 0) + count
    return tuple(Bar(shorten(text), count) for text, count in texts.items())


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
