"""What may be practised: the bank's questions, with what the choice of the next one asks."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from examcenter.accounts.models import User
from examcenter.courses.models import Enrollment
from examcenter.exams.models import Exam, Slot
from examcenter.exams.review import Closing, closings_of
from examcenter.practice.choosing import Candidate
from examcenter.practice.models import PracticeRules
from questions.models import Question, QuestionVersion
from questions.selectors import list_questions

# With fewer variants practice could hand out the very one that a coming exam asks.
FEW_VARIANTS = 50
_MOST_REMEMBERED = 4096


@dataclass(frozen=True)
class Facts:
    """What never changes about a published version."""

    is_typed: bool  # no part takes code
    # Misconceptions that give a wrong value in some part, on at least half of the variants.
    separates: frozenset[str]


# By version and digest: another database may give the same id to another document.
_FACTS: dict[tuple[int, str], Facts] = {}


def list_candidates(user: User, now: datetime) -> list[Candidate]:
    """Return every question that a person may practise now; a constant number of queries."""
    # Rows without models: there are a hundred, and each next question asks for them.
    rows = list(
        list_questions().values_list(
            "pk", "slug", "topic", "level", "current__pk", "current__digest"
        )
    )
    facts = _facts_of([(version, digest) for *_, version, digest in rows])
    hidden = hidden_questions(user, now)
    return [
        Candidate(slug=slug, topic=topic, level=level, separates=facts[version].separates)
        for pk, slug, topic, level, version, _ in rows
        if facts[version].is_typed and pk not in hidden
    ]


def _facts_of(versions: Collection[tuple[int, str]]) -> dict[int, Facts]:
    """Return the facts of versions by id; one query for those that this process has not read."""
    missing = [key for key in versions if key not in _FACTS]
    if missing:
        if len(_FACTS) + len(missing) > _MOST_REMEMBERED:
            _FACTS.clear()
            missing = list(versions)
        rows = QuestionVersion.objects.filter(pk__in=[pk for pk, _ in missing]).values_list(
            "pk", "digest", "document", "certificate"
        )
        for pk, digest, document, certificate in rows:
            _FACTS[pk, digest] = _read_facts(json.loads(document), certificate)
    return {key[0]: _FACTS[key] for key in versions}


def _read_facts(document: Mapping[str, Any], certificate: Mapping[str, Any]) -> Facts:
    parts = document.get("parts") or [document]
    return Facts(
        is_typed=all(part["answer"]["kind"] != "code" for part in parts),
        separates=frozenset(
            collision["misconception"]
            for collision in certificate["collisions"]
            if 2 * collision["n_wrong"] >= certificate["n_variants"]
        ),
    )


def hidden_questions(user: User, now: datetime) -> set[int]:
    """Return the questions that a person's coming exams keep out of practice.

    Those with few variants always, the others where the course's teachers decided so. Elsewhere a
    variant of practice is never one of the person's attempts.
    """
    coming = _coming_exams(user, now)
    if not coming:
        return set()
    hiding = set(
        PracticeRules.objects.filter(
            course__in={exam.course_id for exam in coming}, hides_coming_exams=True
        ).values_list("course_id", flat=True)
    )
    exams = {exam.pk: exam.course_id in hiding for exam in coming}
    slots = Slot.objects.filter(section__exam__in=exams).values_list(
        "section__exam_id", "question_id", "choices__id"
    )
    named: dict[int, bool] = {}
    for exam_id, question_id, choice_id in slots:
        for pk in (question_id, choice_id):
            if pk is not None:
                named[pk] = named.get(pk, False) or exams[exam_id]
    few = set(
        Question.objects.filter(pk__in=named, current__n_variants__lt=FEW_VARIANTS).values_list(
            "pk", flat=True
        )
    )
    return {pk for pk, is_hidden in named.items() if is_hidden} | few


def _coming_exams(user: User, now: datetime) -> list[Exam]:
    """Return published exams that somebody may still answer, or whose results wait."""
    exams = list(
        Exam.objects.filter(
            Q(kind=Exam.Kind.EXAM) | Q(kind=Exam.Kind.QUIZ, feedback=Exam.Feedback.AFTER),
            published_at__isnull=False,
            course__archived_at__isnull=True,
            course__enrollments__user=user,
            course__enrollments__role=Enrollment.Role.STUDENT,
        )
    )
    if not exams:
        return []
    closings = closings_of(exams, now)
    return [exam for exam in exams if not _is_released(exam, closings[exam.pk], now)]


def _is_released(exam: Exam, closing: Closing, now: datetime) -> bool:
    if exam.released_at is not None and exam.released_at <= now:
        return True
    return closing.is_over and exam.release == Exam.Release.CLOSING
