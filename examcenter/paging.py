"""What the query string of a long list says: words, choices, order and page; knows no list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

_LONGEST_WORDS = 200
_LONGEST_PAGE = 5
# On either side of the page that is looked at.
_NEIGHBOURS = 3


def read_words(form: Mapping[str, str], name: str = "q") -> str:
    """Return what somebody looks for, bounded."""
    return form.get(name, "")[:_LONGEST_WORDS].strip()


def read_choice(form: Mapping[str, str], name: str, known: Collection[str]) -> str:
    """Return what was chosen; "" for what is none of the choices."""
    text = form.get(name, "")
    return text if text in known else ""


def read_order(
    form: Mapping[str, str], known: Collection[str], *, default: str
) -> tuple[str, bool]:
    """Return the column to sort by, and whether it descends; a minus before its name says so."""
    text = form.get("sort", "")
    name = text.removeprefix("-")
    return name if name in known else default, text.startswith("-")


def read_page(form: Mapping[str, str]) -> int:
    """Return the page that was asked for; the first for what is no number of one."""
    text = form.get("page", "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_PAGE
    return max(1, int(text)) if is_number else 1


def read_uuid(text: str) -> UUID | None:
    """Return an id; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Leaf:
    """One page of a list: its number, how many there are, and its rows as a slice."""

    page: int
    n_pages: int
    rows: slice

    @property
    def near(self) -> tuple[int, ...]:
        """The first and the last page and those round this one."""
        first, last = max(1, self.page - _NEIGHBOURS), min(self.n_pages, self.page + _NEIGHBOURS)
        return tuple(sorted({1, self.n_pages, *range(first, last + 1)}))


def leaf_of(n_rows: int, *, page: int, size: int) -> Leaf:
    """Return a page of so many rows: the last for one beyond it, and the first of none."""
    n_pages = max(1, -(-n_rows // size))
    page = min(max(page, 1), n_pages)
    return Leaf(page, n_pages, slice((page - 1) * size, page * size))
