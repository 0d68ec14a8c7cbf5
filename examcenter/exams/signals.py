"""News from exams to whoever reports it elsewhere; nobody here knows who listens.

But for the first, each is sent in the transaction in which it happens, with ``now`` (datetime): who
listens writes it down or does nothing, and an exception undoes what happened.
"""

from django.dispatch import Signal

# Sent after commit with ``attempt_id: UUID`` and ``score: float`` when an attempt's score changes
# or the attempt is finished. Receivers must bear to hear the same news twice.
attempt_scored = Signal()
# With ``attempt``, which has its exam along.
attempt_started = Signal()
attempt_finished = Signal()
# The score of an attempt that was finished before is another.
attempt_rescored = Signal()
# With ``attempt`` and ``link`` (ResponseSubmission): code has its verdict, and it counts.
verdict_entered = Signal()
# With ``exam``.
exam_published = Signal()
results_released = Signal()
