"""The check before publishing: each finding is found where it is, and not where it is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.plan import ExamPlan, QuestionFact, SectionPlan, SlotPlan
from examcenter.exams.building.presets import PRESETS
from examcenter.exams.review import CAREFUL, USUAL

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = replace(
    PRESETS["exam"].rules, title="Midterm", opens_at=NOW + HOUR, closes_at=NOW + 3 * HOUR
)
FACTS = {
    name: QuestionFact(name, name.title(), "padding", 2, n_variants=500, p_shared=0.01)
    for name in ("a", "b", "c", "d")
}


def slot(number, *names, source="", points=1.0, candidates=None):
    return SlotPlan(
        id=number * 10,
        number=number,
        source=source or ("question" if len(names) == 1 else "list"),
        points=points,
        named=() if source == "pool" else names,
        candidates=names if candidates is None else candidates,
    )


def plan_of(*slots, rules=RULES, facts=FACTS, planned=None, n_students=30):
    section = SectionPlan(7, 1, "Sizes", "", planned, tuple(slots))
    return ExamPlan(rules, (section,), facts, n_students=n_students)


GOOD = plan_of(slot(1, "a"), slot(2, "b", "c", "d"))


def found(plan):
    return {finding.code: finding for finding in check_exam(plan, NOW)}


def ruled(plan=GOOD, **rules):
    return replace(plan, rules=replace(plan.rules, **rules))


def test_nothing_is_found_in_a_good_exam():
    assert found(GOOD) == {}


ERRORS = {
    "no-questions": (plan_of(), "content"),
    "nothing-to-draw": (plan_of(slot(1, "a"), slot(2, source="pool", candidates=())), "slot:20"),
    "uncertified": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], is_certified=False)}),
        "slot:10",
    ),
    "problem-missing": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], missing_problem="conv9d")}),
        "slot:10",
    ),
    "no-points": (plan_of(slot(1, "a", points=0.0)), "slot:10"),
    "section-points": (plan_of(slot(1, "a"), planned=5.0), "section:7"),
    "total-points": (ruled(planned_points=5.0), "rules:planned_points"),
    "pool-too-small": (
        plan_of(slot(1, "a", "b"), slot(2, "a", "b"), slot(3, "a", "b")),
        "slot:10",
    ),
    "window-in-the-past": (
        ruled(opens_at=NOW - 3 * HOUR, closes_at=NOW - HOUR),
        "rules:closes_at",
    ),
    "window-shorter-than-limit": (ruled(time_limit_s=3 * 3600), "rules:closes_at"),
    "window-empty": (ruled(opens_at=NOW + 4 * HOUR), "rules:closes_at"),
    "late-without-closing": (
        ruled(closes_at=None, late_until_at=NOW + 9 * HOUR),
        "rules:late_until_at",
    ),
    "late-before-closing": (ruled(late_until_at=NOW + 2 * HOUR), "rules:late_until_at"),
    "network-unreadable": (ruled(networks=("the lab",)), "rules:networks"),
    "network-empty": (ruled(networks=("0.0.0.0/32",)), "rules:networks"),
}
WARNINGS = {
    "empty-section": (
        replace(GOOD, sections=(*GOOD.sections, SectionPlan(8, 2, "Code", "", None, ()))),
        "section:8",
    ),
    "retired": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], is_archived=True)}),
        "slot:10",
    ),
    "zero-points": (plan_of(slot(1, "a"), slot(2, "b", points=0.0)), "slot:20"),
    "same-question-twice": (plan_of(slot(1, "a"), slot(2, "b"), slot(3, "a")), "slot:30"),
    "few-variants": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], n_variants=29)}),
        "slot:10",
    ),
    "shared-answers": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], p_shared=0.2)}),
        "slot:10",
    ),
    "opens-at-once": (ruled(opens_at=None), "rules:opens_at"),
    "never-closes": (ruled(closes_at=None), "rules:closes_at"),
    "little-time": (ruled(time_limit_s=180), "rules:time_limit"),
    "late-factor-unused": (ruled(late_factor=0.5), "rules:late_until_at"),
    "answers-can-be-tried-out": (ruled(feedback="during"), "rules:max_tries"),
    "attempts-without-limit": (ruled(max_attempts=None), "rules:max_attempts"),
    "penalty-unused": (ruled(max_tries=1, try_penalty=0.1), "rules:try_penalty"),
    "keys-while-others-sit": (ruled(review=USUAL.to_json()), "rules:review"),
    "network-everywhere": (ruled(networks=("::/0",)), "rules:networks"),
    "password-without-exam": (ruled(kind="quiz", room_password="heron"), "rules:room_password"),
}


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_is_found_and_says_where(code):
    plan, target = ERRORS[code]
    finding = found(plan)[code]
    assert finding.is_error
    assert finding.target == target
    assert finding.text and finding.mend and finding.where


@pytest.mark.parametrize("code", WARNINGS)
def test_a_warning_is_found_and_says_where(code):
    plan, target = WARNINGS[code]
    finding = found(plan)[code]
    assert not finding.is_error
    assert finding.target == target
    assert finding.text and finding.mend and finding.where
    assert all(not other.is_error for other in found(plan).values())


def test_errors_come_first():
    kinds = [finding.is_error for finding in check_exam(ruled(opens_at=None, networks=("x",)), NOW)]
    assert kinds == [True, False]


def test_a_deck_is_what_no_other_slot_must_have():
    assert "pool-too-small" in found(plan_of(slot(1, "a"), slot(2, "a", "b"), slot(3, "a", "b")))
    assert "pool-too-small" not in found(plan_of(slot(1, "a"), slot(2, "a", "b")))


def test_practice_may_meet_a_question_again_and_shows_what_it_likes():
    practice = Rules(kind="practice", title="Practice", review=USUAL.to_json())
    plan = replace(plan_of(slot(1, "a", "b"), slot(2, "a", "b"), slot(3, "a", "b")), rules=practice)
    codes = found(plan)
    assert set(codes) == {"pool-too-small"}
    assert not codes["pool-too-small"].is_error


def test_numbers_say_how_far_off_it_is():
    finding = found(plan_of(slot(1, "a", points=2.5), planned=4.0))["section-points"]
    assert "2.5 points, but 4 are planned" in finding.text
    single = plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], n_variants=1)})
    assert "has 1 variant for" in found(single)["few-variants"].text
    assert "29 variants for about 30" in found(WARNINGS["few-variants"][0])["few-variants"].text


def test_code_is_the_same_for_everybody_by_design():
    facts = {"a": replace(FACTS["a"], n_variants=1, p_shared=1.0, is_code=True)}
    assert set(found(plan_of(slot(1, "a"), facts=facts))) == set()


def test_a_question_of_a_large_list_is_met_by_fewer_students():
    few = {name: replace(fact, n_variants=12) for name, fact in FACTS.items()}
    assert "few-variants" in found(plan_of(slot(1, "a", "b"), facts=few))
    assert "few-variants" not in found(plan_of(slot(1, "a", "b", "c"), facts=few))


def test_a_late_rule_keeps_a_closed_exam_open():
    late = ruled(opens_at=NOW - 9 * HOUR, closes_at=NOW - HOUR, late_until_at=NOW + HOUR)
    assert "window-in-the-past" not in found(late)


def test_careful_review_gives_nothing_away():
    assert found(ruled(review=CAREFUL.to_json())) == {}
    assert "keys-while-others-sit" in found(ruled(review=None))


def test_keys_after_each_check_count_only_where_checks_say_something():
    policy = replace(CAREFUL, during=frozenset({"key"})).to_json()
    assert "keys-while-others-sit" not in found(ruled(review=policy))
    assert "keys-while-others-sit" in found(ruled(review=policy, feedback="during", max_tries=2))
