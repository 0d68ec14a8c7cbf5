"""Two texts side by side as people read them: what went, what came, and a few lines round it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

N_CONTEXT = 3


@dataclass(frozen=True)
class Piece:
    """A piece of a line; ``is_changed`` where it differs from the other side."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class DiffLine:
    """One line: its number on either side (0 where it is not), and whether it went or came."""

    old: int
    new: int
    sign: str
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        """What the sign means, for who does not see colours."""
        return {"-": "removed", "+": "added"}.get(self.sign, "")


@dataclass(frozen=True)
class Diff:
    """The changed places with their surroundings; ``n_added`` and ``n_removed`` count lines."""

    hunks: tuple[tuple[DiffLine, ...], ...]
    n_added: int
    n_removed: int


def diff_texts(old: str, new: str) -> Diff:
    """Return how a text became another one."""
    before, after = old.splitlines(), new.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    hunks = tuple(
        tuple(line for code in group for line in _lines(code, before, after))
        for group in matcher.get_grouped_opcodes(N_CONTEXT)
    )
    lines = [line for hunk in hunks for line in hunk]
    return Diff(
        hunks,
        n_added=sum(line.sign == "+" for line in lines),
        n_removed=sum(line.sign == "-" for line in lines),
    )


def _lines(
    code: tuple[str, int, int, int, int], before: list[str], after: list[str]
) -> list[DiffLine]:
    tag, start, end, to_start, to_end = code
    if tag == "equal":
        return [
            DiffLine(start + at + 1, to_start + at + 1, "", (Piece(before[start + at]),))
            for at in range(end - start)
        ]
    old_rows: list[tuple[Piece, ...]] = [(Piece(text),) for text in before[start:end]]
    new_rows: list[tuple[Piece, ...]] = [(Piece(text),) for text in after[to_start:to_end]]
    if len(old_rows) == len(new_rows):
        # As many lines on both sides are most likely the same ones, edited.
        pairs = [
            _compare(one, other)
            for one, other in zip(before[start:end], after[to_start:to_end], strict=True)
        ]
        old_rows = [pair[0] for pair in pairs]
        new_rows = [pair[1] for pair in pairs]
    return [
        *(DiffLine(start + at + 1, 0, "-", row) for at, row in enumerate(old_rows)),
        *(DiffLine(0, to_start + at + 1, "+", row) for at, row in enumerate(new_rows)),
    ]


def _compare(one: str, other: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.ratio() < 0.4:
        return (Piece(one),), (Piece(other),)
    old: list[Piece] = []
    new: list[Piece] = []
    for tag, start, end, to_start, to_end in matcher.get_opcodes():
        if start < end:
            old.append(Piece(one[start:end], tag != "equal"))
        if to_start < to_end:
            new.append(Piece(other[to_start:to_end], tag != "equal"))
    return tuple(old), tuple(new)
