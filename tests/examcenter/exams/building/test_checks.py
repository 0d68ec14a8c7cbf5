"""The check before publishing: each finding is found where it is, and not where it is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from examcenter.exams.building.checks import check_exam
from examcenter.exams.building.definition import Rules
from examcenter.exams.building.plan import (
    ExamPlan,
    GrantPlan,
    QuestionFact,
    SectionPlan,
    SlotPlan,
)
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


def granted(**given):
    """Return a good exam with what Ada was granted: the exam's own rules unless told."""
    base = {"opens_at": NOW + HOUR, "ends_at": NOW + 3 * HOUR, "time_limit_s": 3600, **given}
    grant = GrantPlan(who="Ada", over_at=base["ends_at"], max_attempts=1, **base)
    return replace(GOOD, grants=(grant,))


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
    "password-unspeakable": (ruled(room_password="\u200b \u200e"), "rules:room_password"),
    "nobody-of-grant": (granted(opens_at=NOW + 5 * HOUR), "grants"),
    "grant-in-the-past": (granted(opens_at=None, ends_at=NOW - HOUR), "grants"),
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
    "network-of-books": (ruled(networks=("192.0.2.0/24",)), "rules:networks"),
    "network-everywhere": (ruled(networks=("::/0",)), "rules:networks"),
    "opens-far-away": (
        ruled(opens_at=NOW + 9000 * HOUR, closes_at=NOW + 9002 * HOUR),
        "rules:opens_at",
    ),
    "opened-already": (ruled(opens_at=NOW - HOUR), "rules:opens_at"),
    "window-runs": (
        ruled(opens_at=NOW - HOUR, closes_at=NOW + HOUR / 2, time_limit_s=3600),
        "rules:closes_at",
    ),
    "released-before-closing": (
        replace(GOOD, released_at=NOW - HOUR, is_published=True),
        "rules:release",
    ),
    "never-released": (
        ruled(kind="quiz", closes_at=None, review=CAREFUL.to_json()),
        "rules:release",
    ),
    "no-students": (replace(GOOD, n_students=0), "people"),
    "no-visible-cases": (
        plan_of(slot(1, "a"), facts={"a": replace(FACTS["a"], blind_problem="conv2d")}),
        "slot:10",
    ),
    "pool-small-for-attempts": (
        ruled(max_attempts=2, plan=plan_of(slot(1, "a", "b"), slot(2, "a", "b"))),
        "slot:10",
    ),
    "grant-window-short": (granted(ends_at=NOW + 1.5 * HOUR), "grants"),
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


def test_overlapping_lists_are_counted_together():
    """Two lists of two and two of three draw four times from three questions."""
    lists = [slot(1, "a", "b"), slot(2, "a", "b"), slot(3, "a", "b", "c"), slot(4, "a", "b", "c")]
    finding = found(plan_of(*lists))["pools-overlap"]
    assert "Questions 1, 2, 3, 4 draw from a pool of 3: fewer than the 4" in finding.text
    assert not finding.is_error
    assert not {"pool-too-small", "pools-overlap"} & set(found(plan_of(*lists[:3])))
    chain = [slot(1, "a", "b"), slot(2, "b", "c"), slot(3, "c", "d"), slot(4, "a", "d")]
    assert not {"pool-too-small", "pools-overlap"} & set(found(plan_of(*chain)))
    # A question that is asked anyway is no choice.
    asked = [slot(1, "a"), slot(2, "a", "b"), slot(3, "b", "c"), slot(4, "c", "b")]
    assert "pools-overlap" in found(plan_of(*asked))


def test_a_group_that_may_sit_more_often_needs_a_larger_pool():
    plan = plan_of(slot(1, "a", "b", "c"), slot(2, "a", "b", "c"))
    assert "pool-small-for-attempts" not in found(plan)
    group = GrantPlan("Monday", NOW + HOUR, NOW + 3 * HOUR, NOW + 3 * HOUR, 3600, max_attempts=3)
    finding = found(replace(plan, grants=(group,)))["pool-small-for-attempts"]
    assert "The 3 attempts that Monday may have need 6" in finding.text


def test_an_exam_without_an_opening_is_open_from_now_on():
    short = ruled(opens_at=None, closes_at=NOW + HOUR, time_limit_s=2 * 3600)
    assert found(short)["window-shorter-than-limit"].is_error
    assert "window-shorter-than-limit" not in found(replace(short, is_published=True))


def test_examples_of_books_are_no_networks_of_a_room():
    for text in ("192.0.2.0/24", "198.51.100.7", "2001:db8:1::/48"):
        assert set(found(ruled(networks=(text,)))) == {"network-of-books"}
    assert found(ruled(networks=("10.20.0.0/16", "fd00::/8"))) == {}
