"""Draws the numbers of a grid: a fixed hash of its name, its drawing's number and the cell's place.

No random stream is involved, so a drawing is the same on every machine and for ever, and a grid
with more rows or columns begins with the same cells. Changing anything here changes published
variants: the tests hold the numbers.
"""

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

# Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014: SplitMix64.
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_CHANNEL, _ROW = np.uint64(1 << 20), np.uint64(1 << 10)
_HALF = np.uint64(32)


def draw_cells(
    salt: str, seeds: NDArray[np.int64], shape: tuple[int, int, int], low: int, high: int
) -> NDArray[Any]:
    """Return, for each seed, whole numbers from low to high as (channels, rows, columns)."""
    state = mix(_key(salt) ^ mix(seeds.astype(np.uint64) * _STEP))
    bits = mix(state[:, None, None, None] + _steps(shape))
    span = np.uint64(high - low + 1)
    drawn: NDArray[Any] = low + (((bits >> _HALF) * span) >> _HALF).astype(np.int64)
    return drawn


@lru_cache(maxsize=256)
def _key(salt: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(salt.encode()).digest()[:8], "big"))


@lru_cache(maxsize=256)
def _steps(shape: tuple[int, int, int]) -> Words:
    """Return what each cell adds to the state; nobody may write into it."""
    channels, rows, columns = (
        axis.astype(np.uint64) for axis in np.ogrid[tuple(slice(side) for side in shape)]
    )
    steps: Words = (channels * _CHANNEL + rows * _ROW + columns + np.uint64(1)) * _STEP
    steps.flags.writeable = False
    return steps


def mix(words: Words) -> Words:
    """Return 64 bits that each depend on all bits of a word; products wrap around on purpose."""
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
