"""The kinds of events, each with a sentence; a kind is never renamed and never means another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Any] = {
    "attempt.started": _("Somebody has started an attempt."),
    "attempt.finished": _("An attempt is over, by its student, by the clock or by a teacher."),
    "attempt.graded": _("A finished attempt has its score, and no code of it waits any more."),
    "grade.changed": _("The score of a finished attempt is new or another."),
    "grade.released": _("Students see the results of an exam from now on."),
    "submission.graded": _("Code that was sent in an attempt has its verdict."),
    "roster.changed": _("People or groups of a course were added, changed or removed."),
    "exam.published": _("Students see an exam from now on."),
    "exam.closed": _("An exam is over for everybody."),
    "question.published": _("A question of the bank has a new version."),
}
# Sent to one endpoint because somebody asked for it; no event of a course, and in no feed.
TEST = "webhook.test"
