"""How a class practises: counts over people, and never anybody of them.

A number over fewer than `FEWEST_PEOPLE` is not shown, nor one from which such a number follows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from statistics import quantiles
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.accounts.models import User
from examcenter.courses.models import Course, Enrollment
from examcenter.exams.access import get_enrollment_for, require_teaching
from examcenter.practice.mastery import mastery_of
from examcenter.practice.models import MetMisconception, PracticeRules, TopicBelief
from examcenter.practice.pages import ClassMistake, ClassPage, ClassTopic, MasteryView
from examcenter.practice.pictures import bar
from examcenter.practice.selectors.desk_page import CODE_TOPIC
from examcenter.practice.services.drawing import belief_at
from examcenter.sentences.topics import topic_words
from questions.engine.question import TOPICS
from questions.misconceptions import get_misconception

FEWEST_PEOPLE = 5
_MOST_MISTAKES = 12


def class_page(user: User, course_id: UUID, now: datetime) -> ClassPage:
    """Return mastery by topic and the misconceptions met most, over the students of a course.

    Raises
    ------
    CourseNotFound, NotPermitted
    """
    place = require_teaching(get_enrollment_for(user, course_id))
    course = place.course
    estimates, people = _estimates(course, now)
    rules = PracticeRules.objects.filter(course=course).first()
    return ClassPage(
        course_id=course.pk,
        course_title=course.title,
        role=place.role,
        n_people_words=_people_words(len(people)),
        fewest=FEWEST_PEOPLE,
        # All of them: which topics somebody has begun is nobody's business either.
        topics=tuple(_topic(topic, estimates[topic]) for topic in TOPICS if topic != CODE_TOPIC),
        mistakes=_mistakes(course),
        hides_coming_exams=rules is not None and rules.hides_coming_exams,
    )


def _estimates(course: Course, now: datetime) -> tuple[dict[str, list[float]], set[int]]:
    """Return the known masteries by topic, and who has practised at all."""
    known: dict[str, list[float]] = defaultdict(list)
    people: set[int] = set()
    rows = TopicBelief.objects.filter(
        user__enrollments__course=course, user__enrollments__role=Enrollment.Role.STUDENT
    )
    for row in rows:
        people.add(row.user_id)
        mastery = mastery_of(belief_at(row, now), n_answers=row.n_questions)
        found = known[row.topic]
        if mastery.is_known:
            found.append(mastery.estimate)
    return known, people


def _topic(topic: str, estimates: list[float]) -> ClassTopic:
    n_words = _people_words(len(estimates))
    if len(estimates) < FEWEST_PEOPLE:
        unknown = MasteryView(False, _("Too few people"), "", "")
        return ClassTopic(topic_words(topic), unknown)
    low, middle, high = quantiles(estimates, n=4, method="inclusive")
    return ClassTopic(topic_words(topic), bar(low, middle, high, n_words))


def _mistakes(course: Course) -> tuple[ClassMistake, ...]:
    rows = (
        MetMisconception.objects.filter(
            user__enrollments__course=course, user__enrollments__role=Enrollment.Role.STUDENT
        )
        .values("misconception")
        .annotate(n_people=Count("pk"), n_times=Sum("n_met"), n_overcome=Count("overcome_at"))
        .filter(n_people__gte=FEWEST_PEOPLE)
        .order_by("-n_people", "misconception")[:_MOST_MISTAKES]
    )
    return tuple(
        ClassMistake(
            title=get_misconception(row["misconception"]).title,
            n_people=row["n_people"],
            n_met=row["n_times"],
            overcome_words=_overcome_words(row["n_overcome"], row["n_people"]),
        )
        for row in rows
    )


def _overcome_words(n_overcome: int, n_people: int) -> str:
    if n_overcome < FEWEST_PEOPLE:
        return _("fewer than %(n)d") % {"n": FEWEST_PEOPLE}
    if n_people - n_overcome < FEWEST_PEOPLE:
        return _("nearly all")
    return str(n_overcome)


def _people_words(n_people: int) -> str:
    if n_people < FEWEST_PEOPLE:
        return _("fewer than %(n)d people") % {"n": FEWEST_PEOPLE}
    return ngettext("%(n)d person", "%(n)d people", n_people) % {"n": n_people}
