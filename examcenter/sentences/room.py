"""What a student's page is told when a teacher acts on its attempt, as patterns.

Who acts may read another language than who sits, so it is kept in English and said to the reader.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

ONE_MORE = _("You have 1 more minute.")
ONE_MORE_UNTIL = _("You have 1 more minute: until %(time)s.")
MINUTES_MORE = _("You have %(n)s more minutes.")
MINUTES_MORE_UNTIL = _("You have %(n)s more minutes: until %(time)s.")
MORE = _("You have %(span)s more.")
MORE_UNTIL = _("You have %(span)s more: until %(time)s.")
ENDS = _("Your time now ends at %(time)s.")
UNLIMITED = _("Your time is not limited any more.")
PAUSED = _("A teacher has paused this attempt. Your time does not run.")
RESUMED = _("The attempt goes on.")
RESUMED_UNTIL = _("The attempt goes on: you have %(left)s, until %(time)s.")
REOPENED = _("This attempt is open again.")
REOPENED_UNTIL = _("This attempt is open again: you have %(left)s, until %(time)s.")
CLOSED = _("A teacher has closed this attempt. What was saved counts.")
TOLD = (
    *(ONE_MORE, ONE_MORE_UNTIL, MINUTES_MORE, MINUTES_MORE_UNTIL, MORE, MORE_UNTIL),
    *(ENDS, UNLIMITED, PAUSED, RESUMED, RESUMED_UNTIL, REOPENED, REOPENED_UNTIL, CLOSED),
)
