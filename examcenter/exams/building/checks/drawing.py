"""Whether there are enough questions and variants to draw from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

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
    """Every slot needs a question that no other one has to take."""
    short = _short_slots(plan)
    if short:
        yield _too_small(plan, short)
        return
    n_attempts = max([plan.rules.max_attempts or 1, *(g.max_attempts or 1 for g in plan.grants)])
    yield from _check_repeats(plan, n_attempts)


def _short_slots(plan: ExamPlan) -> list[SlotPlan]:
    """Return slots that draw from fewer questions than they are; none where all have their own.

    Questions are given to the slots one after the other, and one that is taken moves on where it
    can (Kuhn's algorithm). Where it cannot, what was looked at on the way is what is too small.
    """
    taken_by: dict[str, SlotPlan] = {}

    def place(slot: SlotPlan, seen: set[str]) -> bool:
        for name in slot.candidates:
            if name in seen:
                continue
            seen.add(name)
            if name not in taken_by or place(taken_by[name], seen):
                taken_by[name] = slot
                return True
        return False

    # Who draws from one question takes it, as often as it is asked for (`same-question-twice`).
    fixed = {slot.named[0] for slot in plan.slots if slot.source == "question" and slot.named}
    for slot in plan.slots:
        seen = set(fixed)
        if slot.source == "question" or not slot.candidates or place(slot, seen):
            continue
        met = [slot, *(other for name, other in taken_by.items() if name in seen - fixed)]
        return sorted(met, key=lambda one: one.number)
    return []


def _too_small(plan: ExamPlan, slots: Sequence[SlotPlan]) -> Finding:
    fixed = {slot.named[0] for slot in plan.slots if slot.source == "question" and slot.named}
    names = {name for slot in slots for name in slot.candidates} - fixed
    what = {
        "n": len(names),
        "slots": len(slots),
        "where": ", ".join(str(slot.number) for slot in slots),
    }
    is_one_pool = len({slot.candidates for slot in slots}) == 1
    return Finding(
        "pool-too-small" if is_one_pool else "pools-overlap",
        # In practice the same question with other numbers does no harm, and several lists that
        # share questions may be meant so, as two slots of one question may.
        is_one_pool and plan.rules.kind != "practice",
        _(
            "Questions %(where)s draw from a pool of %(n)d: fewer than the %(slots)d that are "
            "drawn, so students meet a question twice."
        )
        % what,
        _("Widen the pool by topics or levels, or draw fewer questions from it."),
        question_words(slots[0]),
        f"slot:{slots[0].id}",
    )


def _check_repeats(plan: ExamPlan, n_attempts: int) -> Iterator[Finding]:
    """Another attempt brings questions that the first did not have, as far as there are any."""
    if plan.rules.kind == "practice" or n_attempts == 1:
        return
    groups: dict[tuple[str, ...], list[SlotPlan]] = defaultdict(list)
    for slot in plan.slots:
        if slot.source != "question" and slot.candidates:
            groups[slot.candidates].append(slot)
    more = [grant for grant in plan.grants if (grant.max_attempts or 1) == n_attempts]
    is_granted = (plan.rules.max_attempts or 1) < n_attempts and bool(more)
    for names, slots in groups.items():
        if len(names) >= len(slots) * n_attempts:
            continue
        what = {
            "where": ", ".join(str(slot.number) for slot in slots),
            "n": len(names),
            "needed": len(slots) * n_attempts,
            "attempts": n_attempts,
            "who": more[0].who if more else "",
        }
        words = (
            _(
                "Questions %(where)s draw from a pool of %(n)d. The %(attempts)d attempts that "
                "%(who)s may have need %(needed)d, so the later ones repeat questions."
            )
            if is_granted
            else _(
                "Questions %(where)s draw from a pool of %(n)d. Its %(attempts)d attempts need "
                "%(needed)d, so the later ones repeat questions."
            )
        )
        yield Finding(
            "pool-small-for-attempts",
            False,
            words % what,
            _("They get other numbers. Widen the pool if that is not enough."),
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
