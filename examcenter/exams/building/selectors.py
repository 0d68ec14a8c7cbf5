"""What the pages of building show of an exam; a page costs the same number of queries always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.exams import scoring
from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.pages import (
    Check,
    ContentPage,
    FindingRow,
    Head,
    SectionRow,
    SlotRow,
)
from examcenter.exams.building.plan import ExamPlan, Finding, SectionPlan, SlotPlan
from examcenter.exams.building.reading import read_plan
from examcenter.exams.models import Attempt, Exam, Slot
from examcenter.exams.services.drawing import Pool
from examcenter.numerals import grouped
from examcenter.sentences.topics import topic_words


def head_of(exam: Exam, n_attempts: int | None = None) -> Head:
    """Return what stands above every page of an exam; one query unless the number is known."""
    n = Attempt.objects.filter(exam=exam).count() if n_attempts is None else n_attempts
    if n:
        words = ngettext("Published, %(n)d attempt", "Published, %(n)d attempts", n) % {"n": n}
    else:
        words = _("Published") if exam.published_at else _("Draft")
    return Head(
        exam_id=exam.pk,
        title=exam.title,
        kind_words=exam.get_kind_display(),
        course_id=exam.course_id,
        course_title=exam.course.title,
        zone=exam.course.time_zone,
        is_published=exam.published_at is not None,
        is_started=n > 0,
        state_words=words,
    )


def content_page(exam: Exam, now: datetime, undo_words: str = "") -> ContentPage:
    """Return the sections and slots of an exam with the check of what they are now."""
    plan = read_plan(exam)
    findings = check_exam(plan, now)
    pools = dict(
        Slot.objects.filter(section__exam=exam, source=Slot.Source.POOL).values_list("pk", "pool")
    )
    wrong = {finding.target for finding in findings if finding.is_error}
    return ContentPage(
        head=head_of(exam, plan.n_attempts),
        sections=tuple(
            _section_row(exam, plan, section, pools, wrong) for section in plan.sections
        ),
        n_questions=len(plan.slots),
        points_words=scoring.points_words(plan.points),
        minutes_words=_minutes_words(plan.minutes),
        check=_check(exam, findings),
        undo_words=undo_words,
    )


def check_of(exam: Exam, now: datetime) -> Check:
    """Return what the check says of an exam."""
    return _check(exam, check_exam(read_plan(exam), now))


def _check(exam: Exam, findings: Iterable[Finding]) -> Check:
    rows = tuple(
        FindingRow(one.is_error, one.text, one.mend, one.where, _href(exam, one.target))
        for one in findings
    )
    n_errors = sum(row.is_error for row in rows)
    return Check(rows, n_errors, len(rows) - n_errors)


def _href(exam: Exam, target: str) -> str:
    """Return where a finding is mended."""
    place, _colon, name = target.partition(":")
    if place == "rules":
        return f"{reverse('exams:build_rules', args=[exam.pk])}#field-{name}"
    if place == "people":
        return reverse("courses:people", args=[exam.course_id])
    if place == "grants":
        return reverse("exams:accommodations", args=[exam.pk])
    content = reverse("exams:build", args=[exam.pk])
    return f"{content}#{place}-{name}" if name else f"{content}#content-list"


def _section_row(
    exam: Exam,
    plan: ExamPlan,
    section: SectionPlan,
    pools: Mapping[int, dict[str, Any]],
    wrong: set[str],
) -> SectionRow:
    first, last = plan.sections[0], plan.sections[-1]
    return SectionRow(
        id=section.id,
        name=section.title or _("Section %(n)d") % {"n": section.position},
        title=section.title,
        intro=section.intro,
        planned_points="" if section.planned_points is None else f"{section.planned_points:g}",
        points_words=scoring.points_words(section.points),
        slots=tuple(
            SlotRow(
                id=slot.id,
                number=slot.number,
                title=_slot_title(plan, slot, pools),
                details=_details(plan, slot),
                points=f"{slot.points:g}",
                edit=_edit_link(exam, slot),
                is_first=slot is plan.slots[0],
                is_last=slot is plan.slots[-1],
                is_wrong=f"slot:{slot.id}" in wrong,
            )
            for slot in section.slots
        ),
        is_first=section is first,
        is_last=section is last,
    )


def _edit_link(exam: Exam, slot: SlotPlan) -> str:
    name = "build_pool" if slot.source == Slot.Source.POOL else "build_slot"
    return reverse(f"exams:{name}", args=[exam.pk, slot.id])


def _slot_title(plan: ExamPlan, slot: SlotPlan, pools: Mapping[int, dict[str, Any]]) -> str:
    if slot.source == Slot.Source.QUESTION:
        return _title(plan, slot.named[0])
    if slot.source == Slot.Source.LIST:
        return ngettext("One of %(n)d question", "One of %(n)d questions", len(slot.named)) % {
            "n": len(slot.named)
        }
    return pool_words(Pool.from_json(pools[slot.id]))


def pool_words(pool: Pool) -> str:
    """Return what a pool draws from, in words."""
    topics = ", ".join(topic_words(topic) for topic in pool.topics) or _("All topics")
    if not pool.levels:
        return topics
    levels = ", ".join(str(level) for level in sorted(pool.levels))
    return ngettext(
        "%(topics)s, level %(levels)s", "%(topics)s, levels %(levels)s", len(pool.levels)
    ) % {"topics": topics, "levels": levels}


def _title(plan: ExamPlan, slug: str) -> str:
    fact = plan.facts.get(slug)
    return fact.title if fact else slug


def _details(plan: ExamPlan, slot: SlotPlan) -> tuple[str, ...]:
    if slot.source == Slot.Source.POOL:
        n = len(slot.candidates)
        return (
            _("Pool"),
            ngettext("%(n)d question now", "%(n)d questions now", n) % {"n": n},
        )
    if slot.source == Slot.Source.LIST:
        return tuple(_title(plan, slug) for slug in slot.named)
    fact = plan.facts.get(slot.named[0])
    if fact is None:
        return ()
    variants = ngettext("%(n)s variant", "%(n)s variants", fact.n_variants)
    return (
        topic_words(fact.topic),
        _("level %(level)d") % {"level": fact.level},
        variants % {"n": grouped(fact.n_variants)},
    )


def _minutes_words(minutes: float) -> str:
    n = round(minutes)
    return ngettext("about %(n)d minute", "about %(n)d minutes", n) % {"n": n}
