"""Whether there are enough questions and variants to draw from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from examcenter.exams.building.checks.content import question_words
from examcenter.exams.building.plan import ExamPlan, Finding, QuestionFact, SlotPlan

# From such a chance on, neighbours may well have the same answer.
_MUCH_SHARED = 0.2


def check_drawing(plan: ExamPlan) -> Iterator[Finding]:
    """Yield where questions or numbers come twice."""
    yield from _check_sizes(plan)
    yield from _check_twice(plan)
    if plan.rules.kind != "practice":
        yield from _check_variants(plan)


def _check_sizes(plan: ExamPlan) -> Iterator[Finding]:
    """Slots that draw from the same questions need as many of them as there are slots."""
    fixed = {slot.named[0] for slot in plan.slots if slot.source == "question" and slot.named}
    groups: dict[tuple[str, ...], list[SlotPlan]] = defaultdict(list)
    for slot in plan.slots:
        if slot.source != "question" and slot.candidates:
            groups[slot.candidates].append(slot)
    for names, slots in groups.items():
        free = [name for name in names if name not in fixed]
        if len(free) >= len(slots):
            continue
        where = ", ".join(str(slot.number) for slot in slots)
        what = {"n": len(free), "slots": len(slots), "where": where}
        yield Finding(
            "pool-too-small",
            # In practice the same question with other numbers does no harm.
            plan.rules.kind != "practice",
            _(
                "Questions %(where)s draw from a pool of %(n)d: fewer than the %(slots)d that are "
                "drawn, so students meet a question twice."
            )
            % what,
            _("Widen the pool by topics or levels, or draw fewer questions from it."),
            question_words(slots[0]),
            f"slot:{slots[0].id}",
        )


def _check_twice(plan: ExamPlan) -> Iterator[Finding]:
    first: dict[str, SlotPlan] = {}
    for slot in plan.slots:
        if slot.source != "question" or not slot.named:
            continue
        earlier = first.setdefault(slot.named[0], slot)
        if earlier is slot:
            continue
        fact = plan.facts.get(slot.named[0])
        yield Finding(
            "same-question-twice",
            False,
            _("Questions %(first)d and %(second)d are the same one, “%(title)s”.")
            % {
                "first": earlier.number,
                "second": slot.number,
                "title": fact.title if fact else slot.named[0],
            },
            _("They get different numbers. Choose another question if that is not what you want."),
            question_words(slot),
            f"slot:{slot.id}",
        )


def _check_variants(plan: ExamPlan) -> Iterator[Finding]:
    seen: set[str] = set()
    for slot in plan.slots:
        for slug in slot.candidates:
            fact = plan.facts.get(slug)
            # Code is the same task for everybody, by design.
            if fact is None or fact.is_code or slug in seen:
                continue
            seen.add(slug)
            # Of a list or a pool not every student gets this one.
            n_students = plan.n_students / len(slot.candidates)
            if finding := _too_few(slot, fact, n_students):
                yield finding


def _too_few(slot: SlotPlan, fact: QuestionFact, n_students: float) -> Finding | None:
    where, target = question_words(slot), f"slot:{slot.id}"
    mend = _("Draw from a list or a pool, so that fewer students get this question.")
    if fact.n_variants < n_students:
        return Finding(
            "few-variants",
            False,
            ngettext(
                "%(where)s: “%(title)s” has %(n)d variant for about %(students)d students.",
                "%(where)s: “%(title)s” has %(n)d variants for about %(students)d students.",
                fact.n_variants,
            )
            % {
                "where": where,
                "title": fact.title,
                "n": fact.n_variants,
                "students": round(n_students),
            },
            mend,
            where,
            target,
        )
    if fact.p_shared >= _MUCH_SHARED and n_students > 1:
        return Finding(
            "shared-answers",
            False,
            _("%(where)s: two students share an answer to “%(title)s” with a chance of %(p)d %%.")
            % {"where": where, "title": fact.title, "p": round(100 * fact.p_shared)},
            mend,
            where,
            target,
        )
    return None
