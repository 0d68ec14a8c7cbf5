"""News from exams to whoever reports grades elsewhere; nobody here knows who listens."""

from django.dispatch import Signal

# Sent after commit with ``attempt_id: UUID`` and ``score: float`` when an attempt's score changes
# or the attempt is finished. Receivers must bear to hear the same news twice.
attempt_scored = Signal()
