"""What a roster did, or would do, as the program that sent it reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from examcenter.courses.roster.entries import Entry, Misread
from examcenter.courses.roster.syncing import REFUSED, SyncLine
from examcenter.courses.roster.writing import Synced
from examcenter.problems import pointer


def report_lines(
    synced: Synced, rows: Sequence[Entry | Misread], *, is_done: bool
) -> list[dict[str, Any]]:
    """Return one entry for each row, and for each person whom the roster did not name.

    Of people outside of the course nothing is told but that they would join it.
    """
    return [_report(line, synced, rows, is_done=is_done) for line in synced.plan.lines]


def _report(
    line: SyncLine, synced: Synced, rows: Sequence[Entry | Misread], *, is_done: bool
) -> dict[str, Any]:
    place = line.place
    if line.row is not None and line.outcome != REFUSED and is_done:
        place = synced.places.get(line.row)
    row = None if line.row is None else rows[line.row]
    username = line.username or (row.username if row is not None else "")
    external_id = row.external_id if row is not None else ""
    return {
        "pointer": "" if line.row is None else pointer("enrollments", line.row, *line.steps),
        "outcome": line.outcome,
        "external_id": external_id or (place.external_id if place is not None else ""),
        "enrollment": None if place is None else str(place.pk),
        "user": None if place is None else str(place.user.public_id),
        "username": username if place is None else place.user.username,
        "role": line.role or ("" if place is None else str(place.role)),
        "notes": list(line.notes),
        "reason": line.why,
    }
