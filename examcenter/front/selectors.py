"""The front page of one person, at a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from examcenter.accounts.models import User
from examcenter.courses.models import STAFF_ROLES, TEACHING_ROLES, Course
from examcenter.exams.pages import ExamCard
from examcenter.exams.selectors import home_page
from examcenter.front.decisions import list_decisions
from examcenter.front.pages import FrontPage, Result
from examcenter.practice.catalogue import list_candidates
from examcenter.practice.selectors import topic_cards

_SOON = timedelta(days=7)
_AHEAD = timedelta(days=14)
# So long after its term a course goes to the end of the page.
_LONG_OVER = timedelta(days=30)
_N_RESULTS = 3


def front_page(user: User, now: datetime) -> FrontPage:
    """Return what is due, open and learnt, and what waits for a decision."""
    home = home_page(user, now)
    over = _list_over(user, now)
    courses = [course for course in home.courses if course.id not in over]
    staffed = {course.id for course in courses if course.role in STAFF_ROLES}
    teaching = {course.id for course in courses if course.role in TEACHING_ROLES}
    mine = [card for card in home.exams if card.course_id not in staffed | over]
    fresh = [card for card in mine if card.open_attempt is None and card.may_start]
    closing = [card for card in fresh if _is_within(card.closes_at, now, _SOON)]
    topics = topic_cards(user, list_candidates(user, now), now) if home.courses else ()
    return FrontPage(
        is_teaching=home.is_teaching,
        is_learning=len(staffed) < len(courses),
        decisions=list_decisions(teaching, now),
        running=home.running,
        closing=tuple(sorted(closing, key=lambda card: card.closes_at or now)),
        repetitions=tuple(card for card in topics if card.is_due),
        startable=tuple(card for card in fresh if card not in closing),
        coming=tuple(card for card in mine if _is_within(card.opens_at, now, _AHEAD)),
        topics=tuple(card for card in topics if card.n_answers),
        results=_results(mine),
        courses=tuple(courses),
        earlier=tuple(course for course in home.courses if course.id in over),
    )


def _list_over(user: User, now: datetime) -> set[UUID]:
    """Return the courses that need no place at the front any more."""
    return set(
        Course.objects.filter(
            Q(archived_at__isnull=False) | Q(ends_on__lt=(now - _LONG_OVER).date()),
            enrollments__user=user,
        ).values_list("pk", flat=True)
    )


def _is_within(moment: datetime | None, now: datetime, span: timedelta) -> bool:
    return moment is not None and now < moment <= now + span


def _results(cards: Sequence[ExamCard]) -> tuple[Result, ...]:
    """Return the last finished attempts whose scores may be seen."""
    results = [
        Result(
            exam=card,
            score_words=attempt.score_words,
            finished_at=attempt.finished_at,
            href=reverse("exams:result", args=[attempt.id]),
        )
        for card in cards
        for attempt in card.attempts
        if attempt.finished_at is not None and attempt.score_words
    ]
    results.sort(key=lambda result: result.finished_at, reverse=True)
    return tuple(results[:_N_RESULTS])
