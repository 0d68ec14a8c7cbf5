"""The front page, a course and an exam, ready for their pages.

Each page costs the same number of queries however many courses, exams and attempts there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from examcenter.accounts.models import User
from examcenter.clocks import clock_text, zone_named
from examcenter.courses.models import STAFF_ROLES, TEACHING_ROLES, Enrollment
from examcenter.exams import review, scoring, timing
from examcenter.exams.access import get_enrollment_for, get_exam_for, list_exams_for
from examcenter.exams.models import PENDING, Attempt, Exam, ResponseSubmission, Slot
from examcenter.exams.pages import AttemptRow, CourseCard, CoursePage, ExamCard, ExamPage, HomePage
from examcenter.exams.review import Release
from examcenter.exams.rules import Rules, rules_of_exams
from examcenter.exams.rulewords import grant_words, late_words, tries_words
from examcenter.exams.services.drawing import list_topics
from examcenter.sentences.topics import topic_words
from questions.rendering import render_markdown

_KIND_WORDS = {
    "exam": gettext_lazy("Exam"),
    "quiz": gettext_lazy("Quiz"),
    "practice": gettext_lazy("Practice"),
}
_FEEDBACK_WORDS = {
    Exam.Feedback.DURING: gettext_lazy("feedback after each check"),
    Exam.Feedback.AFTER: gettext_lazy("feedback when you have finished"),
}


def home_page(user: User, now: datetime) -> HomePage:
    """Return what is running, what can be started, and the person's courses."""
    enrollments = (
        Enrollment.objects.filter(user=user)
        .select_related("course")
        .annotate(n_exams=Count("course__exams"))
        .order_by("course__title")
    )
    cards = _exam_cards(list_exams_for(user), user, now)
    return HomePage(
        courses=tuple(
            CourseCard(
                id=enrollment.course_id,
                title=enrollment.course.title,
                term=enrollment.course.term,
                role=enrollment.role,
                role_words=str(Enrollment.Role(enrollment.role).label),
                n_exams=enrollment.n_exams,
            )
            for enrollment in enrollments
        ),
        exams=tuple(cards),
        running=tuple(card for card in cards if card.open_attempt is not None),
        startable=tuple(card for card in cards if card.open_attempt is None and card.may_start),
        is_teaching=user.is_staff
        or any(enrollment.role in TEACHING_ROLES for enrollment in enrollments),
    )


def course_page(user: User, course_id: UUID, now: datetime) -> CoursePage:
    """Return one course with its exams.

    Raises
    ------
    CourseNotFound
        If there is no such course for this person.
    """
    enrollment = get_enrollment_for(user, course_id)
    course = enrollment.course
    return CoursePage(
        id=course.pk,
        title=course.title,
        term=course.term,
        role=enrollment.role,
        role_words=str(Enrollment.Role(enrollment.role).label),
        is_teaching=enrollment.role in TEACHING_ROLES,
        is_archived=course.archived_at is not None,
        exams=tuple(_exam_cards(list_exams_for(user).filter(course=course), user, now)),
    )


def exam_page(user: User, exam_id: UUID, now: datetime) -> ExamPage:
    """Return one exam as it looks before and between attempts.

    Raises
    ------
    ExamNotFound
        If there is no such exam for this person.
    """
    exam = get_exam_for(user, exam_id)
    (card,) = _exam_cards([exam], user, now)
    role = Enrollment.objects.values_list("role", flat=True).get(
        user=user, course_id=exam.course_id
    )
    return ExamPage(
        exam=card,
        topics=tuple(topic_words(topic) for topic in list_topics(exam)),
        may_start=card.may_start,
        is_teaching=role in TEACHING_ROLES,
        is_staff=role in STAFF_ROLES,
        why_not="" if card.may_start or card.open_attempt else _why_not(card),
    )


def _why_not(card: ExamCard) -> str:
    if card.state == "open":
        return _("You have used %(n)s of %(most)s attempts.") % {
            "n": len(card.attempts),
            "most": card.max_attempts,
        }
    return _("This exam %(state_words)s.") % {"state_words": card.state_words}


def _exam_cards(exams: Iterable[Exam], user: User, now: datetime) -> list[ExamCard]:
    """Return the cards of the exams with the person's attempts at them."""
    listed = list(exams)
    ids = [exam.pk for exam in listed]
    sizes = {
        row["section__exam"]: (row["n"], row["points"])
        for row in Slot.objects.filter(section__exam__in=ids)
        .values("section__exam")
        .annotate(
            n=Count("pk"),
            points=Sum("points", filter=~Q(ruling=Slot.Ruling.DROPPED), default=0.0),
        )
        .order_by()
    }
    waiting = ResponseSubmission.objects.filter(PENDING, response__attempt=OuterRef("pk"))
    attempts: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in (
        Attempt.objects.filter(exam__in=ids, user=user)
        .annotate(is_pending=Exists(waiting))
        .order_by("-number")
    ):
        attempts[attempt.exam_id].append(attempt)
    # What was never sat has no score to keep back.
    rules = rules_of_exams(listed, user)
    releases = review.releases_of([exam for exam in listed if attempts[exam.pk]], now)
    return [
        _exam_card(
            exam,
            rules[exam.pk],
            sizes.get(exam.pk, (0, 0.0)),
            attempts[exam.pk],
            releases.get(exam.pk, Release(is_released=False, at=None)),
            now,
        )
        for exam in listed
    ]


def _exam_card(
    exam: Exam,
    rules: Rules,
    size: tuple[int, float],
    attempts: list[Attempt],
    release: Release,
    now: datetime,
) -> ExamCard:
    # Courses of several zones may stand side by side, each with its own clock.
    with timezone.override(zone_named(exam.course.time_zone)):
        return _card(exam, rules, size, attempts, release, now)


def _card(
    exam: Exam,
    rules: Rules,
    size: tuple[int, float],
    attempts: list[Attempt],
    release: Release,
    now: datetime,
) -> ExamCard:
    n_questions, points = size
    state, state_words, state_at = _state(rules, n_questions, now)
    if exam.published_at is None:
        state, state_words, state_at = "draft", _("is a draft"), None
    elif exam.course.archived_at is not None:
        state, state_words, state_at = "closed", _("is archived with its course"), None
    rows = [_attempt_row(attempt, exam, points, release, now) for attempt in attempts]
    finished = tuple(row for row in rows if not row.is_open)
    best = max((row.score for row in finished if row.score is not None), default=None)
    open_row = next((row for row in rows if row.is_open), None)
    return ExamCard(
        id=exam.pk,
        course_id=exam.course_id,
        course_title=exam.course.title,
        title=exam.title,
        kind=exam.kind,
        kind_words=str(_KIND_WORDS[exam.kind]),
        intro_html=render_markdown(exam.intro) if exam.intro else SafeString(""),
        n_questions=n_questions,
        points=points,
        points_words=scoring.points_words(points),
        state=state,
        state_words=state_words,
        state_at=state_at,
        opens_at=rules.opens_at,
        closes_at=rules.closes_at,
        time_limit_min=rules.time_limit_s // 60 if rules.time_limit_s else None,
        feedback_words=str(_FEEDBACK_WORDS[Exam.Feedback(exam.feedback)]),
        tries_words=tries_words(exam, rules),
        max_attempts=rules.max_attempts,
        may_start=state == "open" and rules.has_attempt_left(len(attempts)),
        open_attempt=open_row,
        attempts=finished,
        best_score_words="" if best is None else scoring.score_words(best, points),
        late_words=late_words(
            rules, extra_s=next((one.extra_s for one in attempts if one.finished_at is None), 0)
        ),
        grant_words=grant_words(exam, rules),
        time_zone=exam.course.time_zone,
    )


def _state(rules: Rules, n_questions: int, now: datetime) -> tuple[str, str, datetime | None]:
    """Return in what state the window is, in a name and in words, and the moment in the words."""
    if n_questions == 0:
        return "empty", _("has no questions yet"), None
    window = timing.window_at(now, opens_at=rules.opens_at, closes_at=rules.ends_at)
    if window is timing.Window.COMING and rules.opens_at is not None:
        state, words, moment = "coming", _("opens %(moment)s"), rules.opens_at
    elif rules.closes_at is None or rules.ends_at is None:
        return "open", _("open"), None
    elif window is timing.Window.CLOSED:
        state, words, moment = "closed", _("closed %(moment)s"), rules.ends_at
    elif rules.is_late(now):
        state, words, moment = "open", _("open late until %(moment)s"), rules.ends_at
    else:
        state, words, moment = "open", _("open until %(moment)s"), rules.closes_at
    return state, words % {"moment": clock_text(moment)}, moment


def _attempt_row(
    attempt: Attempt, exam: Exam, points: float, release: Release, now: datetime
) -> AttemptRow:
    is_open = timing.is_running(
        now,
        deadline_at=attempt.deadline_at,
        finished_at=attempt.finished_at,
        paused_at=attempt.paused_at,
    )
    # An attempt that the clock has ended but nobody has touched since is not scored yet.
    is_scored = review.seen_of(exam, release, is_finished=attempt.finished_at is not None).score
    words = scoring.score_words(attempt.score, points) if is_scored else ""
    return AttemptRow(
        id=attempt.pk,
        number=attempt.number,
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        finished_at=attempt.finished_at,
        is_open=is_open,
        is_pending=bool(getattr(attempt, "is_pending", False)),
        score=attempt.score if is_scored else None,
        score_words=_("%(words)s so far") % {"words": words}
        if words and attempt.finished_at is None
        else words,
    )
