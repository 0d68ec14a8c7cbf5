"""The rules of an exam: written anew, or changed with a trace of what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from examcenter.accounts.models import User
from examcenter.courses.errors import ExternalIdTaken
from examcenter.courses.models import Course, Enrollment
from examcenter.exams import audit
from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.definition import ExamDefinition, Rules, SectionDefinition, changed
from examcenter.exams.building.errors import RulesBreakExam
from examcenter.exams.building.plan import Finding
from examcenter.exams.building.reading import read_plan
from examcenter.exams.building.services.structure import add_section
from examcenter.exams.errors import NotPermitted
from examcenter.exams.models import Attempt, Exam
from examcenter.exams.room.applying import Applied, apply_rules

_LONGEST_SLUG = 80
_CLOSING = frozenset({"window-in-the-past"})


def create_exam(*, course: Course, rules: Rules, actor: User, now: datetime) -> Exam:
    """Return a new draft with one empty section."""
    definition = ExamDefinition(rules, (SectionDefinition(),))
    return write_exam(course=course, definition=definition, actor=actor, now=now, origin="new")


def write_exam(
    *,
    course: Course,
    definition: ExamDefinition,
    actor: User,
    now: datetime,
    origin: str,
    external_id: str = "",
) -> Exam:
    """Return a new draft made of a definition; ``origin`` tells the log where it came from.

    Raises
    ------
    QuestionsMissing
    ExternalIdTaken
        If another exam of the course has this name.
    """
    with transaction.atomic():
        # One at a time in a course, so that two copies get two names and two places.
        Course.objects.select_for_update().get(pk=course.pk)
        _require_free(course, external_id)
        last = Exam.objects.filter(course=course).aggregate(n=Max("position"))["n"] or 0
        exam = Exam.objects.create(
            course=course,
            slug=_free_slug(course, definition.rules.title),
            position=last + 1,
            external_id=external_id,
            **definition.rules.columns(),
        )
        for section in definition.sections:
            add_section(exam=exam, definition=section)
        # Without a link to the exam: a draft can be deleted, an entry cannot.
        audit.record(
            action="exam-created",
            course=course,
            actor=actor,
            data={"exam": str(exam.pk), "title": exam.title, "origin": origin},
            now=now,
        )
    return exam


def name_exam(*, exam: Exam, external_id: str, now: datetime) -> None:
    """Let an LMS call an exam something else; empty is no name. Raises ExternalIdTaken."""
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=exam.course_id)
        _require_free(exam.course, external_id, but=exam)
        Exam.objects.filter(pk=exam.pk).update(external_id=external_id, updated_at=now)


def _require_free(course: Course, external_id: str, *, but: Exam | None = None) -> None:
    named = Exam.objects.filter(course=course, external_id=external_id)
    others = named if but is None else named.exclude(pk=but.pk)
    if external_id and others.exists():
        raise ExternalIdTaken(external_id)


@dataclass(frozen=True)
class Changes:
    """What became of rules that were saved: what differs, and what it did to running attempts."""

    differences: Mapping[str, list[Any]]
    applied: Applied


def change_rules(*, exam: Exam, rules: Rules, actor: User, now: datetime) -> Changes:
    """Change the rules of an exam and bring them to running attempts, which lose no time by it.

    The rules are changed first, in a transaction of their own: the clock asks them before it closes
    an attempt, so nobody is hurt while they are brought to the attempts batch by batch, and no
    save waits for all of them.

    Raises
    ------
    NotPermitted
        If they end the anonymity of an exam that was sat, and the actor does not own the course.
    RulesBreakExam
        If students see the exam and the check finds an error that it did not find before.
    """
    with transaction.atomic():
        locked = Exam.objects.select_for_update().select_related("course").get(pk=exam.pk)
        differences = changed(Rules.of_exam(locked), rules)
        if not differences:
            return Changes({}, Applied())
        if locked.is_anonymous and not rules.is_anonymous:
            _require_owner_once_sat(locked, actor)
        known = _errors_of(locked, now)
        for name, value in rules.columns().items():
            setattr(locked, name, value)
        broken = [one for code, one in _errors_of(locked, now).items() if code not in known]
        if broken:
            raise RulesBreakExam(broken)
        locked.updated_at = now
        locked.save(update_fields=[*rules.columns(), "updated_at"])
        # A draft concerns nobody yet; publishing enters its rules as they are then.
        if locked.published_at is not None:
            audit.record(
                action="rules-changed",
                course=locked.course,
                exam=locked,
                actor=actor,
                data={"changed": without_password(differences)},
                now=now,
            )
    return Changes(differences, apply_rules(exam=locked, actor=actor, now=now))


def _errors_of(exam: Exam, now: datetime) -> dict[str, Finding]:
    """Return what the check finds wrong with an exam that students see; of a draft nothing."""
    if exam.published_at is None:
        return {}
    findings = check_exam(read_plan(exam), now)
    # To close an exam is no mistake.
    return {one.code: one for one in findings if one.is_error and one.code not in _CLOSING}


def _require_owner_once_sat(exam: Exam, actor: User) -> None:
    """Refuse to show who wrote what has been written under a number, unless an owner decides it."""
    owners = Enrollment.objects.filter(course=exam.course_id, role=Enrollment.Role.OWNER)
    if Attempt.objects.filter(exam=exam).exists() and not owners.filter(user=actor).exists():
        raise NotPermitted(
            _(
                "Somebody has sat this exam under a number. Only an owner of the course may end "
                "anonymous marking before the results are released."
            )
        )


def without_password(values: dict[str, Any]) -> dict[str, Any]:
    """Return rules or differences as a log may hold them: that there is a password, not which."""
    return {
        name: "set" if name == "room_password" and value else value
        for name, value in values.items()
    }


def _free_slug(course: Course, title: str) -> str:
    """Return a name for the exam in addresses and files that the course does not have yet."""
    base = slugify(title)[: _LONGEST_SLUG - 5] or "exam"
    taken = set(
        Exam.objects.filter(course=course, slug__startswith=base).values_list("slug", flat=True)
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
