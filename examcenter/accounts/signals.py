"""News from accounts to whoever lets people in by other ways; nobody here knows who listens."""

from django.dispatch import Signal

# Sent with ``user: User``, in the transaction of the change, when everything that somebody was
# signed in by is to end: a new password, a second factor, signing out everywhere.
access_ended = Signal()
