"""News from courses to the apps above them; nobody here knows who listens."""

from django.dispatch import Signal

# Sent in the transaction that copies a course, with ``source_id: UUID`` and ``course: Course``, so
# that what other apps keep of a course is copied with it or not at all.
course_copied = Signal()
