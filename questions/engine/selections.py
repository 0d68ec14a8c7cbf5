"""Answers that are several of many: bits for columns, and the options that a variant draws.

What a version draws for a number never changes: attempts store the number and draw again.
A row of such a column is a whole number with a bit for each candidate or option, so sets and
selections are compared, counted and told apart like numbers.
"""

import hashlib
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers import Draw, PoolSpec
from questions.engine.arithmetic import Column, Value
from questions.engine.question import Part

# Near the golden ratio, so that neighbours among the variants draw far apart.
_STEP = 0.6180339887498949


def draw_of(part: Part) -> Draw | None:
    """Return how many options of a part are drawn; None where all of them are shown."""
    return part.spec.draw if isinstance(part.spec, PoolSpec) else None


def to_bits(values: Sequence[Value], n_rows: int) -> Column:
    """Return a column with a bit for each of some columns of truths."""
    bits = np.zeros(n_rows, dtype=np.int64)
    for place, value in enumerate(values):
        truths = np.broadcast_to(np.asarray(value, dtype=np.bool_), (n_rows,))
        bits |= truths.astype(np.int64) << place
    return bits


def bits_of(values: Sequence[Value]) -> int:
    """Return the bits of one row of truths."""
    return sum(1 << place for place, value in enumerate(values) if value)


def places_in(bits: int) -> list[int]:
    """Return the places of the bits that are set, rising."""
    return [place for place in range(bits.bit_length()) if bits >> place & 1]


def drawn_bits(part: Part, truths: int, number: int) -> int:
    """Return the options that the tuple of a number draws, when ``truths`` are right.

    Every selection that the draw allows has a rank, and the number chooses the rank. Numbers
    that are less far apart than there are selections never draw the same one.
    """
    draw = draw_of(part)
    everything = (1 << len(part.options)) - 1
    if draw is None:
        return everything
    return _drawn(draw, len(part.options), truths, number)


@lru_cache(maxsize=4096)
def _drawn(draw: Draw, n_options: int, truths: int, number: int) -> int:
    right, wrong = places_in(truths), places_in(~truths & ((1 << n_options) - 1))
    sizes = _sizes(draw, len(right), len(wrong))
    counts = _counts(sizes, len(right), len(wrong))
    n_selections = sum(counts)
    if not n_selections:
        return 0
    rank = number * _coprime_step(n_selections) % n_selections
    for (n_right, n_wrong), count in zip(sizes, counts, strict=True):
        if rank < count:
            rank_right, rank_wrong = divmod(rank, math.comb(len(wrong), n_wrong))
            return _combination(right, n_right, rank_right) | _combination(
                wrong, n_wrong, rank_wrong
            )
        rank -= count
    raise AssertionError("a rank beyond all selections")


def _sizes(draw: Draw, n_right: int, n_wrong: int) -> list[tuple[int, int]]:
    rights = range(draw.right[0], min(draw.right[1], n_right) + 1)
    wrongs = range(draw.wrong[0], min(draw.wrong[1], n_wrong) + 1)
    return list(product(rights, wrongs))


def _counts(sizes: Sequence[tuple[int, int]], n_right: int, n_wrong: int) -> list[int]:
    return [math.comb(n_right, right) * math.comb(n_wrong, wrong) for right, wrong in sizes]


def count_selections(part: Part, truths: int) -> int:
    """Return how many selections a part's draw allows when ``truths`` are right."""
    draw, n_right = draw_of(part), truths.bit_count()
    if draw is None:
        return 1
    n_wrong = len(part.options) - n_right
    return sum(_counts(_sizes(draw, n_right, n_wrong), n_right, n_wrong))


def _coprime_step(n: int) -> int:
    step = max(1, round(n * _STEP))
    while math.gcd(step, n) != 1:
        step += 1
    return step


def _combination(places: Sequence[int], size: int, rank: int) -> int:
    """Return the bits of the subset with a rank among those of one size."""
    bits = 0
    for at, place in enumerate(places):
        if not size:
            break
        n_with = math.comb(len(places) - at - 1, size - 1)
        if rank < n_with:
            bits |= 1 << place
            size -= 1
        else:
            rank -= n_with
    return bits


def order_of(part: Part, drawn: int, number: int) -> list[int]:
    """Return the places of the drawn options in the order that the variant shows them.

    Without a draw that is the order of the document. With one, the order comes from a hash, so
    that it tells nothing about what is right.
    """
    places = places_in(drawn)
    if draw_of(part) is None:
        return places

    def mixed(place: int) -> bytes:
        text = f"{part.name}:{number}:{part.options[place].id}"
        return hashlib.sha256(text.encode()).digest()

    return sorted(places, key=mixed)


def drawn_column(part: Part, truths: Column, numbers: NDArray[Any]) -> Column:
    """Return the bits of the drawn options for a column of truths."""
    if draw_of(part) is None:
        return np.full(truths.shape, (1 << len(part.options)) - 1, dtype=np.int64)
    drawn = np.zeros(truths.shape, dtype=np.int64)
    for pattern in np.unique(truths).tolist():
        rows = truths == pattern
        # A number draws what its remainder draws, so the loop is no longer than the selections.
        n_selections = max(1, count_selections(part, pattern))
        remainders, places = np.unique(numbers[rows] % n_selections, return_inverse=True)
        bits = [drawn_bits(part, pattern, number) for number in remainders.tolist()]
        drawn[rows] = np.array(bits, dtype=np.int64)[places.reshape(-1)]
    return drawn


def only_place(bits: Column) -> Column:
    """Return the place of the only bit of each row; NaN where there is none or more than one."""
    is_one = (bits != 0) & (bits & (bits - 1) == 0)
    places = np.log2(np.where(is_one, bits, 1).astype(np.float64))
    return np.where(is_one, places, np.nan)


def why_undrawable(part: Part, truths: int) -> str:
    """Return what is wrong with the options when those of ``truths`` are right; "" if nothing."""
    n_right = truths.bit_count()
    n_wrong = len(part.options) - n_right
    ids = [part.options[place].id for place in places_in(truths)]
    draw = draw_of(part)
    if draw is not None:
        if n_right < draw.right[0]:
            return f"found {n_right} options true, expected {draw.right[0]} to draw"
        if n_wrong < draw.wrong[0]:
            return f"found {n_wrong} options not true, expected {draw.wrong[0]} to draw"
        return ""
    if part.kind == "choice" and n_right != 1:
        found = " and ".join(ids) or "none"
        return f"found {found} of the options true, expected exactly one"
    if not n_right or not n_wrong:
        return f"found {n_right} options true and {n_wrong} not, expected one of each at least"
    return ""
