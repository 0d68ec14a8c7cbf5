"""How somebody wants to see the gradebook, as the address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from examcenter.exams.gradebook.book import STATUS_WORDS
from examcenter.paging import read_choice, read_page, read_uuid

SORTS = ("name", "points", "status", "finished")
# Digits that the key of a question in an exam has at most; more are none, and too large to ask for.
_LONGEST_SLOT = 15


@dataclass(frozen=True)
class Look:
    """How somebody wants to see the book; what is not understood is left out."""

    text: str = ""
    group: UUID | None = None
    status: str = ""
    columns: str = "questions"
    sort: str = "name"
    is_descending: bool = False
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Look:
        """Return the look that an address asks for."""
        sort = query.get("sort", "name")
        bare = sort.removeprefix("-")
        slot = bare.removeprefix("q")
        is_slot = slot.isascii() and slot.isdecimal() and len(slot) <= _LONGEST_SLOT
        is_known = bare in SORTS or is_slot
        return cls(
            text=query.get("q", "").strip()[:80],
            group=read_uuid(query.get("group", "")),
            status=read_choice(query, "status", STATUS_WORDS),
            columns="sections" if query.get("columns") == "sections" else "questions",
            sort=bare if is_known else "name",
            is_descending=is_known and sort.startswith("-"),
            page=read_page(query),
        )

    def address(self, **changes: object) -> str:
        """Return the query of the same look with changes."""
        sign = "-" if self.is_descending else ""
        values: dict[str, object] = {
            "q": self.text,
            "group": self.group or "",
            "status": self.status,
            "columns": "" if self.columns == "questions" else self.columns,
            "sort": "" if f"{sign}{self.sort}" == "name" else f"{sign}{self.sort}",
            "page": "" if self.page == 1 else self.page,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in values.items() if value})
