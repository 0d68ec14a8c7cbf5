"""Reads what the check knows of an exam; the number of queries does not depend on its size."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from examcenter.courses.models import Enrollment
from examcenter.exams.building.definition import Rules, SlotDefinition
from examcenter.exams.building.plan import (
    ExamPlan,
    GrantPlan,
    QuestionFact,
    SectionPlan,
    SlotPlan,
)
from examcenter.exams.models import Accommodation, Attempt, Exam, Section
from examcenter.exams.room.grants import who_words
from examcenter.exams.rules import combine, grants_of_people
from examcenter.exams.services.drawing import list_slots, read_sources
from grader.problems import get_problem, problem_slugs
from questions.models import Question, QuestionVersion


def read_plan(exam: Exam) -> ExamPlan:
    """Return an exam as the check reads it."""
    slots: dict[int, list[SlotPlan]] = defaultdict(list)
    for number, source in enumerate(read_sources(list_slots(exam)), start=1):
        slot = source.slot
        slots[slot.section_id].append(
            SlotPlan(
                id=slot.pk,
                number=number,
                source=slot.source,
                points=slot.points,
                named=SlotDefinition.of_slot(slot).slugs,
                candidates=source.candidates,
            )
        )
    used = {
        slug for planned in slots.values() for one in planned for slug in one.named + one.candidates
    }
    students = Enrollment.objects.filter(course=exam.course_id, role=Enrollment.Role.STUDENT)
    return ExamPlan(
        rules=Rules.of_exam(exam),
        sections=tuple(
            SectionPlan(
                id=section.pk,
                position=section.position,
                title=section.title,
                intro=section.intro,
                planned_points=section.planned_points,
                slots=tuple(slots[section.pk]),
            )
            for section in Section.objects.filter(exam=exam).order_by("position")
        ),
        facts=read_facts(used),
        grants=_read_grants(exam),
        n_students=students.count(),
        n_attempts=Attempt.objects.filter(exam=exam).count(),
        is_published=exam.published_at is not None,
        released_at=exam.released_at,
    )


def _read_grants(exam: Exam) -> tuple[GrantPlan, ...]:
    """Return what was granted: to people, with what their groups have, and to groups."""
    rows = (
        Accommodation.objects.filter(
            Q(exam=exam) | Q(exam__isnull=True), course=exam.course_id, revoked_at__isnull=True
        )
        .select_related("user", "group")
        .order_by("created_at", "id")
    )
    given: dict[tuple[int | None, UUID | None], list[Accommodation]] = defaultdict(list)
    for row in rows:
        given[row.user_id, row.group_id].append(row)
    people = {user for user, _ in given if user is not None}
    of_people = grants_of_people(exam, people) if people else {}
    return tuple(
        _grant(exam, own[0], own if user is None else of_people[user])
        for (user, _group), own in given.items()
    )


def _grant(exam: Exam, first: Accommodation, granted: list[Accommodation]) -> GrantPlan:
    rules = combine(exam, granted)
    return GrantPlan(
        who=who_words(first),
        opens_at=rules.opens_at,
        ends_at=rules.ends_at,
        over_at=rules.over_at,
        time_limit_s=rules.time_limit_s,
        max_attempts=rules.max_attempts,
    )


def read_facts(slugs: Iterable[str]) -> dict[str, QuestionFact]:
    """Return what is known of questions, by slug; two queries."""
    wanted = list(slugs)
    rows = Question.objects.filter(slug__in=wanted).values_list(
        "slug",
        "title",
        "topic",
        "level",
        "archived_at",
        "current__n_variants",
        "current__certificate__p_shared",
        "current__certificate__ok",
    )
    codes = _read_codes(wanted)
    known = set(problem_slugs())
    facts = {}
    for slug, title, topic, level, archived_at, n_variants, p_shared, is_ok in rows:
        problems, is_code = codes.get(slug, ((), False))
        facts[slug] = QuestionFact(
            slug=slug,
            title=title,
            topic=topic,
            level=level,
            n_variants=n_variants or 0,
            p_shared=float(p_shared or 0.0),
            is_certified=n_variants is not None and is_ok is not False,
            is_archived=archived_at is not None,
            is_code=is_code,
            missing_problem=next((name for name in problems if name not in known), ""),
            blind_problem=next(
                (n for n in problems if n in known and not get_problem(n).visible_cases), ""
            ),
        )
    return facts


def _read_codes(slugs: list[str]) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return the problems of the questions that ask for code, and whether they ask for no more."""
    rows = QuestionVersion.objects.filter(
        question__slug__in=slugs,
        question__current=F("pk"),
        document__contains='"problem":',
    ).values_list("question__slug", "document")
    found = {}
    for slug, document in rows:
        answers = list(_answers(json.loads(document)))
        problems = tuple(str(one["problem"]) for one in answers if one.get("kind") == "code")
        found[slug] = problems, len(problems) == len(answers)
    return found


def _answers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    parts = document.get("parts") or [document]
    yield from (part["answer"] for part in parts if "answer" in part)
