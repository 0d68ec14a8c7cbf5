"""What a grant would change for each person, shown before it is given."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams.models import Accommodation, Attempt, Exam
from examcenter.exams.room.clocks import clock, minutes
from examcenter.exams.room.granting import People, Place, Terms
from examcenter.exams.room.pages import Effect
from examcenter.exams.rules import Rules, combine, grants_of_people

# Of a course: where it changes something, up to so many exams.
_MOST_EXAMS = 30


@dataclass(frozen=True)
class Proposal:
    """A grant that is not given yet, or a change of one that is."""

    place: Place
    people: People
    terms: Terms
    replaced: Accommodation | None = None


def preview(proposal: Proposal, now: datetime) -> list[Effect]:
    """Return what a grant would change: for each person the rules before and after."""
    place = proposal.place
    exams = (
        [place.exam]
        if place.exam is not None
        else list(Exam.objects.filter(course=place.course).select_related("course")[:_MOST_EXAMS])
    )
    people = _people(proposal.people)
    return [effect for exam in exams for effect in _effects(exam, people, proposal, now)]


def _people(people: People) -> list[User]:
    users = {user.pk: user for user in people.users}
    if people.group is not None:
        for member in Enrollment.objects.filter(groups=people.group).select_related("user"):
            users[member.user_id] = member.user
    return sorted(users.values(), key=lambda user: user.display_name.casefold())


def _effects(exam: Exam, people: list[User], proposal: Proposal, now: datetime) -> list[Effect]:
    keys = [user.pk for user in people]
    granted = grants_of_people(exam, keys)
    running = {
        attempt.user_id: attempt
        for attempt in Attempt.objects.filter(exam=exam, user__in=keys, finished_at=None)
    }
    effects = []
    for user in people:
        before = combine(exam, granted[user.pk])
        after = combine(exam, _with(granted[user.pk], user, proposal, now))
        is_whole_course = proposal.place.exam is None
        if is_whole_course and _words(before, exam, now) == _words(after, exam, now):
            continue
        effects.append(
            Effect(
                name=f"{user.display_name}, {exam.title}" if is_whole_course else user.display_name,
                before=_words(before, exam, now),
                after=_words(after, exam, now),
                note=_note(running.get(user.pk), after, exam, now),
            )
        )
    return effects


def _with(
    rows: list[Accommodation], user: User, proposal: Proposal, now: datetime
) -> list[Accommodation]:
    """Return a person's grants as they would be, with an unsaved one."""
    kept = [row for row in rows if proposal.replaced is None or row.pk != proposal.replaced.pk]
    is_alone = any(user.pk == chosen.pk for chosen in proposal.people.users)
    group = proposal.people.group
    new = Accommodation(
        course=proposal.place.course,
        exam=proposal.place.exam,
        user=user if is_alone else None,
        group=None if is_alone else group,
        created_at=now,
        **asdict(proposal.terms),
    )
    return [*kept, new]


def _words(rules: Rules, exam: Exam, now: datetime) -> str:
    """Return the rules of one person in a line."""
    words = []
    if rules.time_limit_s is not None:
        words.append(minutes(rules.time_limit_s))
    if rules.opens_at is not None and rules.opens_at > now:
        words.append(_("opens %(time)s") % {"time": clock(rules.opens_at, exam.course, now=now)})
    if rules.over_at is not None:
        words.append(_("until %(time)s") % {"time": clock(rules.over_at, exam.course, now=now)})
    if rules.max_attempts is not None:
        n = rules.max_attempts
        words.append(ngettext("%(n)d attempt", "%(n)d attempts", n) % {"n": n})
    if rules.max_tries is not None:
        n = rules.max_tries
        words.append(ngettext("%(n)d try", "%(n)d tries", n) % {"n": n})
    return ", ".join(words) or _("without limits")


def _note(attempt: Attempt | None, rules: Rules, exam: Exam, now: datetime) -> str:
    """Return what becomes of the attempt that runs."""
    if attempt is None:
        return ""
    ends = rules.deadline(attempt.started_at, extra_s=attempt.extra_s)
    before = attempt.deadline_at
    if ends == before or before is None:
        return _("sits it now; nothing changes there")
    if ends is None:
        return _("sits it now; without an end")
    if ends < before:
        return _("sits it now; keeps its end at %(time)s") % {
            "time": clock(before, exam.course, now=now)
        }
    return _("sits it now; ends %(time)s") % {"time": clock(ends, exam.course, now=now)}
