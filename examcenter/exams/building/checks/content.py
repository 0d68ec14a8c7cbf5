"""Sections, slots and points: whether every slot has something to draw, and what it all gives."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.exams.building.plan import ExamPlan, Finding, QuestionFact, SlotPlan

# Sums of typed points may miss a typed total by the last bits.
_CLOSE = 1e-9


def check_content(plan: ExamPlan) -> Iterator[Finding]:
    """Yield what is wrong with the questions and the points."""
    if not plan.slots:
        yield Finding(
            "no-questions",
            True,
            _("The exam has no questions."),
            _("Add at least one."),
            _("Questions"),
            "content",
        )
        return
    if plan.n_students == 0:
        yield Finding(
            "no-students",
            False,
            _("The course has no students, so nobody can take the exam."),
            _("Add the students of the course."),
            _("Students"),
            "people",
        )
    for slot in plan.slots:
        yield from _check_slot(plan, slot)
    for section in plan.sections:
        if not section.slots:
            yield Finding(
                "empty-section",
                False,
                _("The section %(name)s has no questions.") % {"name": section.name},
                _("Add questions to it, or delete it."),
                section.name,
                f"section:{section.id}",
            )
    yield from _check_points(plan)


def question_words(slot: SlotPlan) -> str:
    """Return what people call a slot."""
    return _("Question %(number)d") % {"number": slot.number}


def _check_slot(plan: ExamPlan, slot: SlotPlan) -> Iterator[Finding]:
    where, target = question_words(slot), f"slot:{slot.id}"
    if not slot.candidates:
        yield Finding(
            "nothing-to-draw",
            True,
            {
                "pool": _("%(where)s draws from a pool in which there is no question."),
                "list": _("%(where)s draws from a list of which no question is published."),
            }.get(slot.source, _("%(where)s has a question that is not published."))
            % {"where": where},
            _("Choose other topics or levels.")
            if slot.source == "pool"
            else _("Choose another question."),
            where,
            target,
        )
    for slug in sorted({*slot.named, *slot.candidates}):
        fact = plan.facts.get(slug)
        if fact is not None:
            yield from _check_question(slot, fact)
            yield from _check_examples(slot, fact)


def _check_question(slot: SlotPlan, fact: QuestionFact) -> Iterator[Finding]:
    where, target = question_words(slot), f"slot:{slot.id}"
    names = {"where": where, "title": fact.title, "problem": fact.missing_problem}
    if not fact.is_certified:
        yield Finding(
            "uncertified",
            True,
            _("%(where)s: “%(title)s” has no certificate, so it cannot be drawn.") % names,
            _("Certify and publish it in the workbench, or choose another question."),
            where,
            target,
        )
    elif fact.is_archived:
        yield Finding(
            "retired",
            False,
            _("%(where)s: “%(title)s” was retired from the bank.") % names,
            _("It still works here. Choose another question if it was retired for a reason.")
            if slot.source == "question"
            else _("It is not drawn any more. Take it off the list."),
            where,
            target,
        )
    if fact.missing_problem:
        yield Finding(
            "problem-missing",
            True,
            _("%(where)s: “%(title)s” asks for code for %(problem)s, which the grader lacks.")
            % names,
            _("Choose another question, or install the problem."),
            where,
            target,
        )


def _check_examples(slot: SlotPlan, fact: QuestionFact) -> Iterator[Finding]:
    if fact.blind_problem:
        yield Finding(
            "no-visible-cases",
            False,
            _("%(where)s: “%(title)s” asks for code and shows no example, so nobody can try it.")
            % {"where": question_words(slot), "title": fact.title},
            _("Choose another question, or give its problem a visible case."),
            question_words(slot),
            f"slot:{slot.id}",
        )


def _check_points(plan: ExamPlan) -> Iterator[Finding]:
    if plan.points == 0:
        yield Finding(
            "no-points",
            True,
            _("All questions together give 0 points, so nobody can score."),
            _("Give points to at least one question."),
            _("Points"),
            f"slot:{plan.slots[0].id}",
        )
    elif zeros := [slot for slot in plan.slots if slot.points == 0]:
        yield Finding(
            "zero-points",
            False,
            ngettext(
                "Question %(numbers)s gives 0 points.",
                "Questions %(numbers)s give 0 points.",
                len(zeros),
            )
            % {"numbers": ", ".join(str(slot.number) for slot in zeros)},
            _("Leave it so if they are for practice only."),
            _("Points"),
            f"slot:{zeros[0].id}",
        )
    for section in plan.sections:
        if _is_off(section.planned_points, section.points):
            yield Finding(
                "section-points",
                True,
                _("The section %(name)s gives %(found)g points, but %(planned)g are planned.")
                % {
                    "name": section.name,
                    "found": section.points,
                    "planned": section.planned_points,
                },
                _("Change the points of its questions, or the plan."),
                section.name,
                f"section:{section.id}",
            )
    planned = plan.rules.planned_points
    if _is_off(planned, plan.points):
        yield Finding(
            "total-points",
            True,
            _("The exam gives %(found)g points, but %(planned)g are planned.")
            % {"found": plan.points, "planned": planned},
            _("Change the points of the questions, or the plan."),
            _("Points in all"),
            "rules:planned_points",
        )


def _is_off(planned: float | None, found: float) -> bool:
    return planned is not None and abs(planned - found) > _CLOSE
