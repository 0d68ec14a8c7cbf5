"""News from courses to whoever stands above them; nobody here knows who listens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.dispatch import Signal

# Sent within the transaction that changes who is in a course or in which role or group, with
# ``course_id: UUID``, ``now: datetime`` and ``counts: dict`` (added, changed, removed). Sent in the
# transaction, so that what a receiver writes is kept if and only if the change is.
roster_changed = Signal()

# Sent in the transaction that copies a course, with ``source_id: UUID`` and ``course: Course``, so
# that what other apps keep of a course is copied with it or not at all.
course_copied = Signal()


def tell_roster_changed(
    *, course_id: UUID, now: datetime, added: int = 0, changed: int = 0, removed: int = 0
) -> None:
    """Tell that people of a course were added, changed or removed; of nothing nothing is told."""
    if added or changed or removed:
        roster_changed.send(
            sender=None,
            course_id=course_id,
            now=now,
            counts={"added": added, "changed": changed, "removed": removed},
        )
