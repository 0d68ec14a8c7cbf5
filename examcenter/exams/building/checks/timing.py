"""Windows, time limits and the late rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from examcenter.exams.building.plan import ExamPlan, Finding

# Whoever types a year wrong is a year off, or ten.
_FAR = timedelta(days=366)


def check_timing(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with when the exam is taken."""
    yield from _check_window(plan, now)
    yield from _check_limit(plan, now)
    yield from _check_late(plan)


def _check_window(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    rules = plan.rules
    ends_at = rules.late_until_at or rules.closes_at
    closes = _("Closes")
    if ends_at is not None and ends_at <= now:
        yield Finding(
            "window-in-the-past",
            True,
            _("The exam closed before now, so nobody can start it."),
            _("Choose a later moment."),
            closes,
            "rules:closes_at",
        )
    if rules.opens_at and rules.closes_at and rules.opens_at >= rules.closes_at:
        yield Finding(
            "window-empty",
            True,
            _("The exam closes before it opens."),
            _("Choose a later moment."),
            closes,
            "rules:closes_at",
        )
    if rules.opens_at is not None and rules.opens_at > now + _FAR:
        yield Finding(
            "opens-far-away",
            False,
            _("The exam opens in more than a year."),
            _("Look at the year."),
            _("Opens"),
            "rules:opens_at",
        )
    if rules.kind != "exam":
        return
    is_past = ends_at is not None and ends_at <= now
    if rules.opens_at is not None and rules.opens_at <= now and not (is_past or plan.is_published):
        yield Finding(
            "opened-already",
            False,
            _("The moment at which the exam opens has passed, so publishing it opens it."),
            _("Choose a later moment if it is not to open at once."),
            _("Opens"),
            "rules:opens_at",
        )
    if rules.opens_at is None and not plan.is_published:
        yield Finding(
            "opens-at-once",
            False,
            _("The exam opens as soon as you publish it."),
            _("Choose when it opens."),
            _("Opens"),
            "rules:opens_at",
        )
    if rules.closes_at is None:
        yield Finding(
            "never-closes",
            False,
            _("The exam never closes, so its results are never released by closing."),
            _("Choose when it closes."),
            closes,
            "rules:closes_at",
        )


def _check_limit(plan: ExamPlan, now: datetime) -> Iterator[Finding]:
    rules = plan.rules
    where, target = _("Time limit"), "rules:time_limit"
    if rules.time_limit_s is None:
        return
    limit = rules.time_limit_s / 60
    # Without an opening it opens when it is published.
    opens_at = rules.opens_at or (None if plan.is_published else now)
    if opens_at and rules.closes_at:
        window = (rules.closes_at - opens_at).total_seconds() / 60
        left = (rules.closes_at - now).total_seconds() / 60
        if opens_at < now and not plan.is_published and 0 < left < limit <= window:
            yield Finding(
                "window-runs",
                False,
                _("The exam closes in %(left)d minutes, but its time limit is %(limit)d.")
                % {"left": left, "limit": limit},
                _("Close it later, so that whoever starts now has all of the time."),
                _("Closes"),
                "rules:closes_at",
            )
        if 0 < window < limit:
            yield Finding(
                "window-shorter-than-limit",
                True,
                _("The exam is open for %(window)d minutes, but its time limit is %(limit)d.")
                % {"window": window, "limit": limit},
                _("Close it later, or lower the time limit."),
                _("Closes"),
                "rules:closes_at",
            )
    if plan.minutes > limit:
        yield Finding(
            "little-time",
            False,
            _("The questions take about %(needed)d minutes, but the time limit is %(limit)d.")
            % {"needed": round(plan.minutes), "limit": limit},
            _("Give more time, or ask fewer questions. The estimate is rough."),
            where,
            target,
        )


def _check_late(plan: ExamPlan) -> Iterator[Finding]:
    rules = plan.rules
    where, target = _("Late answers"), "rules:late_until_at"
    if rules.late_until_at is not None and rules.closes_at is None:
        yield Finding(
            "late-without-closing",
            True,
            _("Late answers are accepted, but the exam never closes."),
            _("Choose when it closes, or take the late rule away."),
            where,
            target,
        )
    elif rules.late_until_at and rules.closes_at and rules.late_until_at <= rules.closes_at:
        yield Finding(
            "late-before-closing",
            True,
            _("Late answers end before the exam closes."),
            _("Choose a moment after it closes."),
            where,
            target,
        )
    if rules.late_until_at is None and rules.late_factor < 1:
        yield Finding(
            "late-factor-unused",
            False,
            _("Late answers count less, but none are accepted."),
            _("Choose until when late answers are accepted."),
            where,
            target,
        )
