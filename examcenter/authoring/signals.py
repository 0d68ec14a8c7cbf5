"""News from the workbench to whoever tells other systems; nobody here knows who listens."""

from django.dispatch import Signal

# Sent within the transaction that publishes a question, with ``slug: str``, ``number: int`` (of the
# version) and ``now: datetime``.
question_published = Signal()
