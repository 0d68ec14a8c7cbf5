"""News for the boxes above, which may not be imported here."""

from django.dispatch import Signal

# Sent once for each submission, after its result is committed, with ``submission_id`` (UUID),
# ``score`` (float, or None when the judge failed for good) and ``verdict`` (a code of the table).
submission_graded = Signal()
