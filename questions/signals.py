"""News from the bank to whoever reports it elsewhere; nobody here knows who listens."""

from django.dispatch import Signal

# Sent within the transaction that publishes a version, of a file or from the workbench, with
# ``slug: str``, ``number: int`` (of the version) and ``now: datetime``: who listens writes it down
# or does nothing, and an exception undoes the publication.
question_published = Signal()
