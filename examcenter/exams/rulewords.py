"""The rules of an exam in sentences for the person whom they hold for; reasons stay out."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.clocks import clock_text
from examcenter.exams.models import Exam
from examcenter.exams.rules import Rules
from examcenter.exams.scoring import number_words
from examcenter.numerals import per_cent


def minutes_words(seconds: float) -> str:
    """Return a span of time in minutes, with seconds where it is no whole number of them.

    Examples
    --------
    >>> minutes_words(900), minutes_words(60), minutes_words(90)
    ('15 minutes', '1 minute', '1 minute 30 s')
    """
    minutes, rest = divmod(round(seconds), 60)
    words = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if not rest:
        return words
    return f"{words} {rest} s" if minutes else f"{rest} s"


def late_words(rules: Rules, *, extra_s: int = 0) -> str:
    """Return how answers after the closing count; nothing without a late rule.

    More time moves the late end, too: that of the rules, and what was given to an attempt.
    """
    if rules.closes_at is None or rules.ends_at is None or rules.ends_at <= rules.closes_at:
        return ""
    end = rules.ends_at + timedelta(seconds=rules.end_extra_s + extra_s)
    return _(
        "Until %(end)s answers still count, at %(percent)s of their points. What you reached "
        "before stays."
    ) % {"end": clock_text(end), "percent": per_cent(rules.late_factor)}


def penalty_words(exam: Exam) -> str:
    """Return what a further try costs; nothing where it is free."""
    if not exam.try_penalty:
        return ""
    share = {"percent": number_words(100 * exam.try_penalty)}
    if exam.feedback == Exam.Feedback.AFTER:
        return _("Each further submission of code costs %(percent)s %% of the points.") % share
    return _("Each further try costs %(percent)s %% of the points.") % share


def tries_words(exam: Exam, rules: Rules) -> str:
    """Return how often somebody may answer, what it costs, and which answer counts.

    Where nothing is told before the end, typed answers are no tries: what stands there counts.
    """
    most = rules.max_tries
    if exam.feedback == Exam.Feedback.AFTER:
        sentences = [_("Change your answers until you finish; what stands there then counts.")]
        if most is not None:
            sentences.append(
                ngettext(
                    "Code can be submitted %(n)d time.", "Code can be submitted %(n)d times.", most
                )
                % {"n": most}
            )
        sentences += [penalty_words(exam), _("Of code the best submission counts.")]
    elif most is None:
        sentences = [_("As many as you like; the best counts."), penalty_words(exam)]
    else:
        sentences = [
            ngettext("%(n)d for each answer.", "%(n)d for each answer; the best counts.", most)
            % {"n": most},
            penalty_words(exam) if most > 1 else "",
        ]
    return " ".join(sentence for sentence in sentences if sentence)


def grant_words(exam: Exam, rules: Rules) -> tuple[str, ...]:
    """Return what a person was granted beyond the exam's own rules, one sentence each."""
    sentences = [_time_words(exam, rules)]
    if rules.opens_at != exam.opens_at and rules.opens_at is not None:
        sentences.append(_("For you it opens at %(time)s.") % {"time": clock_text(rules.opens_at)})
    if rules.closes_at != exam.closes_at and rules.closes_at is not None:
        sentences.append(
            _("For you it closes at %(time)s.") % {"time": clock_text(rules.closes_at)}
        )
    if rules.max_attempts is not None and rules.max_attempts != exam.max_attempts:
        sentences.append(
            ngettext(
                "You may take it %(n)d time.", "You may take it %(n)d times.", rules.max_attempts
            )
            % {"n": rules.max_attempts}
        )
    if rules.max_tries is not None and rules.max_tries != exam.max_tries:
        sentences.append(
            ngettext(
                "You have %(n)d try at each question.",
                "You have %(n)d tries at each question.",
                rules.max_tries,
            )
            % {"n": rules.max_tries}
        )
    return tuple(sentence for sentence in sentences if sentence)


def _time_words(exam: Exam, rules: Rules) -> str:
    if exam.time_limit_s is None or rules.time_limit_s is None:
        if not rules.end_extra_s:
            return ""
        return _("You have %(more)s more.") % {"more": minutes_words(rules.end_extra_s)}
    more_s = rules.time_limit_s - exam.time_limit_s
    if not more_s:
        return ""
    share = 100 * more_s / exam.time_limit_s
    whole = minutes_words(rules.time_limit_s)
    if abs(share - round(share)) < 0.01:
        return _("You have %(percent)d %% more time: %(whole)s.") % {
            "percent": round(share),
            "whole": whole,
        }
    return _("You have %(more)s more: %(whole)s.") % {
        "more": minutes_words(more_s),
        "whole": whole,
    }
