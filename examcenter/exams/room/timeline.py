"""The timeline of one attempt: what was saved, checked, noticed and done, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from examcenter.accounts.models import User
from examcenter.courses.zones import zone_of
from examcenter.exams.access import get_enrollment_for, list_exams_for, require_staff
from examcenter.exams.errors import AttemptNotFound
from examcenter.exams.models import (
    Attempt,
    Check,
    Message,
    Response,
    ResponseSubmission,
    RoomEvent,
)
from examcenter.exams.room.clocks import clock, exact_clock, span
from examcenter.exams.room.pages import Moment, TimelinePage
from examcenter.exams.room.watching import FLAG_WORDS
from examcenter.sentences import say

_ENDED = {
    "student": gettext_noop("by the student"),
    "time": gettext_noop("by the clock"),
    "teacher": gettext_noop("by a teacher"),
}


def timeline_page(user: User, attempt_id: UUID, now: datetime) -> TimelinePage:
    """Return everything that is known of an attempt's course, for the staff.

    Raises
    ------
    AttemptNotFound, NotPermitted
    """
    attempt = (
        Attempt.objects.filter(pk=attempt_id, exam__in=list_exams_for(user))
        .select_related("exam__course", "user")
        .first()
    )
    if attempt is None:
        raise AttemptNotFound
    require_staff(get_enrollment_for(user, attempt.exam.course_id))
    course = attempt.exam.course
    lines = sorted(_lines(attempt), key=lambda line: (line[0], line[1].what))
    return TimelinePage(
        attempt_id=attempt.pk,
        attempt_number=attempt.number,
        student=attempt.user.display_name,
        exam_id=attempt.exam_id,
        exam_title=attempt.exam.title,
        course_id=attempt.exam.course_id,
        course_title=course.title,
        state_words=_state_words(attempt, now),
        zone_words=zone_of(course).key,
        moments=tuple(
            Moment(
                at=moment,
                time_words=exact_clock(moment, course, now=now),
                what=line.what,
                detail=line.detail,
                who=line.who,
                is_flag=line.is_flag,
            )
            for moment, line in lines
        ),
    )


def _state_words(attempt: Attempt, now: datetime) -> str:
    course = attempt.exam.course
    if attempt.finished_at is not None:
        return _("finished %(time)s, %(by)s") % {
            "time": clock(attempt.finished_at, course, now=now),
            "by": _(_ENDED[attempt.finish_reason]),
        }
    if attempt.paused_at is not None:
        return _("paused since %(time)s") % {"time": clock(attempt.paused_at, course, now=now)}
    if attempt.deadline_at is None:
        return _("running, without an end")
    return _("running until %(time)s") % {"time": clock(attempt.deadline_at, course, now=now)}


class _Line:
    """What happened, without its moment."""

    def __init__(
        self, what: str, detail: str = "", who: str = "", *, is_flag: bool = False
    ) -> None:
        self.what, self.detail, self.who, self.is_flag = what, detail, who, is_flag


def _lines(attempt: Attempt) -> Iterator[tuple[datetime, _Line]]:
    yield attempt.started_at, _Line(_("Started"))
    for event in RoomEvent.objects.filter(attempt=attempt).select_related("actor"):
        if event.kind != RoomEvent.Kind.STARTED:
            yield event.created_at, _event_line(event)
    for message in Message.objects.filter(attempt=attempt):
        yield message.created_at, _Line(_("The student was told"), say(message.text))
    for response in Response.objects.filter(attempt=attempt).only("number", "saved_at", "round"):
        if response.saved_at is not None:
            yield response.saved_at, _Line(_question(response.number, _("last saved")))
    checks = Check.objects.filter(response__attempt=attempt)
    for number, moment in checks.values_list("response__number", "created_at"):
        yield moment, _Line(_question(number, _("marked")))
    links = ResponseSubmission.objects.filter(response__attempt=attempt)
    for number, moment in links.values_list("response__number", "submission__created_at"):
        yield moment, _Line(_question(number, _("code submitted")))


def _question(number: int, what: str) -> str:
    return _("Question %(number)d: %(what)s") % {"number": number, "what": what}


def _event_line(event: RoomEvent) -> _Line:
    data, kind = event.data, RoomEvent.Kind(event.kind)
    details = []
    if "seconds" in data:
        details.append(f"+{span(data['seconds'])}")
    if data.get("reason") in _ENDED:
        details.append(_(_ENDED[data["reason"]]))
    elif data.get("reason"):
        details.append(data["reason"])
    details += [str(reason) for reason in data.get("reasons", ())]
    if kind in FLAG_WORDS:
        details += [f"{name}: {value}" for name, value in sorted(data.items())]
    who = event.actor.display_name if event.actor is not None else ""
    return _Line(str(kind.label), ", ".join(map(str, details)), who, is_flag=kind in FLAG_WORDS)
