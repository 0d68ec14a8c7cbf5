"""What was granted to people and groups: whether they can sit the exam as its rules are now.

Windows of their own stay where they are when the exam's window moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from examcenter.exams.building.plan import ExamPlan, Finding, GrantPlan


def check_grants(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    """Yield who is kept out, or has less time than they are granted."""
    ends_at = plan.rules.late_until_at or plan.rules.closes_at
    # Where nobody can sit it any more, nobody is worse off.
    is_over = ends_at is not None and ends_at <= now
    for grant in () if is_over else plan.grants:
        if finding := _check_window(grant, now):
            yield finding


def _check_window(grant: GrantPlan, now: datetime) -> Finding | None:
    names = {"who": grant.who}
    if grant.ends_at is None:
        return None
    if grant.opens_at is not None and grant.ends_at <= grant.opens_at:
        return _finding(
            "nobody-of-grant",
            True,
            _("%(who)s can never start: for them the exam closes before it opens.") % names,
        )
    if grant.ends_at <= now:
        return _finding(
            "grant-in-the-past",
            True,
            _("%(who)s cannot start: the closing that they were granted has passed.") % names,
        )
    if grant.opens_at is None or grant.over_at is None or grant.time_limit_s is None:
        return None
    window_s = (grant.over_at - grant.opens_at).total_seconds()
    if window_s < grant.time_limit_s:
        minutes = {"window": window_s // 60, "limit": -(-grant.time_limit_s // 60)}
        return _finding(
            "grant-window-short",
            False,
            _("For %(who)s the exam is open for %(window)d minutes, but their time is %(limit)d.")
            % {**names, **minutes},
        )
    return None


def _finding(code: str, is_error: bool, text: str) -> Finding:
    return Finding(
        code,
        is_error,
        text,
        _("Change or take back what was granted, or move the exam."),
        _("Exceptions"),
        "grants",
    )
