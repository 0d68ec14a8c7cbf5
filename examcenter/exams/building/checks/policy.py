"""Feedback, tries and review: whether an answer can be found out while it still counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from examcenter.exams.building.plan import ExamPlan, Finding
from examcenter.exams.review import USUAL, Policy

_TELLING = frozenset({"key", "solution"})


def check_policy(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    """Yield what gives answers away, and rules without an effect."""
    rules = plan.rules
    is_told_at_once = rules.feedback == "during"
    if rules.kind == "exam" and is_told_at_once and rules.max_tries is None:
        yield Finding(
            "answers-can-be-tried-out",
            False,
            _("Checks say what is right and tries have no limit, so answers can be tried out."),
            _("Limit the tries, or give feedback when the attempt is finished."),
            _("Tries"),
            "rules:max_tries",
        )
    if rules.kind == "exam" and rules.max_attempts is None:
        yield Finding(
            "attempts-without-limit",
            False,
            _("The exam can be taken again and again; the best attempt counts."),
            _("Limit the attempts."),
            _("Attempts"),
            "rules:max_attempts",
        )
    if rules.try_penalty > 0 and rules.max_tries == 1:
        yield Finding(
            "penalty-unused",
            False,
            _("Further tries cost points, but there is only one try."),
            _("Allow more tries, or take the penalty away."),
            _("Penalty"),
            "rules:try_penalty",
        )
    if rules.kind != "practice":
        yield from _check_review(plan)
        yield from _check_release(plan, now)


def _check_release(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    """What is kept for the release: shown while others sit, or never."""
    rules = plan.rules
    policy = USUAL if rules.review is None else Policy.from_json(rules.review)
    kept = set(policy.released) - set(policy.after)
    ends_at = rules.late_until_at or rules.closes_at
    is_open = ends_at is None or ends_at > now
    where, target = _("Results are released"), "rules:release"
    if kept and plan.released_at is not None and is_open:
        yield Finding(
            "released-before-closing",
            False,
            _("The results are released while the exam is open, so who has finished sees them."),
            _("Take the release back in the gradebook until the exam has closed."),
            where,
            target,
        )
    if kept and rules.kind == "quiz" and rules.release == "closing" and rules.closes_at is None:
        yield Finding(
            "never-released",
            False,
            _("The exam never closes, so what is shown when it has closed is never shown."),
            _("Choose when it closes, or release the results yourself."),
            where,
            target,
        )


def _check_review(plan: ExamPlan) -> Iterator[Finding]:
    """Keys shown while others sit, or while the same person may sit again."""
    rules = plan.rules
    policy = USUAL if rules.review is None else Policy.from_json(rules.review)
    shown = set(policy.after)
    if rules.feedback == "during":
        shown |= set(policy.during)
    if not shown & _TELLING:
        return
    again = rules.max_attempts is None or rules.max_attempts > 1
    yield Finding(
        "keys-while-others-sit",
        False,
        _("Who has finished sees right answers, and may sit again.")
        if again
        else _("Who has finished sees right answers while others still sit."),
        _("Show keys and solutions only when the results are released."),
        _("What is shown when"),
        "rules:review",
    )
