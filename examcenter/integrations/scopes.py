"""What a token may be good for; one table, shown where tokens are made and in the documentation."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCOPES: dict[str, Promise] = {
    "courses:read": _("Read courses and their settings."),
    "courses:write": _("Make, change and archive courses."),
    "roster:read": _("Read the people and groups of a course."),
    "roster:write": _("Add, change and remove people and groups."),
    "questions:read": _("Read questions, their versions, certificates and variants."),
    "questions:write": _("Upload, certify and publish questions."),
    "exams:read": _("Read exams with their rules and their contents."),
    "exams:write": _("Make, change, publish and delete exams, and grant accommodations."),
    "attempts:read": _("Read attempts, answers, submitted code and verdicts."),
    "attempts:write": _("Start attempts, answer and finish them, also on behalf of students."),
    "grades:read": _("Read grades and statistics."),
    "grades:write": _("Release grades, adjust marks and ask for regrades."),
    "events:read": _("Read the list of events."),
    "webhooks:write": _("Set up webhooks, see their deliveries and send them again."),
    "tokens:write": _("Make and revoke tokens of the same program."),
}
# On an operation: every token may ask for it. On a token: everything that its person may do.
OPEN = "open"
ALL = "all"


def allows(scopes: Iterable[str], needed: str) -> bool:
    """Tell whether a token of these scopes may ask for an operation that needs one."""
    held = set(scopes)
    return needed == OPEN or needed in held or ALL in held


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    """Return what of this is no scope that a token can be made with."""
    return [scope for scope in scopes if scope not in SCOPES]
