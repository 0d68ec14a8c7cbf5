"""Sets, selections and drawn options: their keys over the domain, and what a variant shows."""

from collections import Counter
from math import comb

import pytest

from questions.answers import PoolSpec
from questions.engine.assessment import assess
from questions.engine.certificate import certify
from questions.engine.selections import drawn_bits, places_in
from questions.engine.variants import variant_at, variant_with
from tests.questions.engine.documents import load, problems_of

STRIDES = r"""
id: strides
title: Strides
topic: output-size
level: 3
source: Original
domain:
  W: {range: [9, 24]}
  F: {choice: [3, 5]}
  P: {range: [0, 2]}
derive: {travel: "W - F + 2*P"}
prompt: |
  An input of {{W}} pixels, a filter of {{F}}, padding {{P}} on each side: which strides from 1 to
  6 tile it?
label: Strides
answer:
  kind: set
  of: {S: {range: [1, 6]}}
  where: "conv_tiles_exactly(W, F, stride=S, padding=P)"
  why: "With $S = {{S}}$ there is a rest of {{travel % S}}."
misconceptions:
  - use: padding-counted-once
    value: "(W - F + P) % S == 0"
    say: "You counted the padding once, which gives {{wrong}}."
solution: ["The divisors of {{travel}} are {{answer}}."]
tests:
  - params: {W: 13, F: 5, P: 2}
    accepts: ["1, 2, 3, 4, 6", "{6 4 3 2 1}"]
    rejects: ["1, 2", "5"]
    unreadable: ["none", "1, 1"]
    diagnoses: {"1, 2, 5": padding-counted-once}
"""

POOL = r"""
id: ideas
title: Ideas
topic: concepts
level: 1
source: Original
domain: {F: {choice: [3, 5]}, deal: {range: [1, 40]}}
prompt: "Which of these hold for {{F}}?"
label: What holds
answer:
  kind: choices
  draw: {right: [1, 2], wrong: [2, 3]}
  options:
    - {id: a, text: "A is {{F}}", right: true, why: It is.}
    - {id: b, text: B, right: true, why: It is.}
    - {id: c, text: C, right: true, why: It is.}
    - {id: d, text: D, when: "F == 5", why: It depends on F.}
    - {id: e, text: E, right: false, why: It is not.}
    - {id: f, text: F, right: false, why: It is not.}
    - {id: g, text: G, right: false, why: It is not.}
solution: ["Right are: {{answer}}."]
"""
ONE = (
    "kind: choices\n  draw: {right: [1, 2], wrong: [2, 3]}",
    "kind: choice\n  draw: {right: 1, wrong: [2, 3]}",
)
SIXTEEN = ("deal: {range: [1, 40]}", "deal: {range: [1, 16]}")
MISTAKE = (
    "solution:",
    "misconceptions: [{use: padding-counted-once, option: e, say: No.}]\nsolution:",
)


def certified(text, *changes):
    certificate = certify(load(text, *changes))
    assert [check.describe() for check in certificate.checks if not check.ok] == []
    return certificate


def pool_of(variant):
    """Return the options that a variant shows."""
    spec = variant.part("answer").spec
    assert isinstance(spec, PoolSpec)
    return spec


def key_of(variant):
    """Return the ids that are right."""
    key = variant.part("answer").key
    assert isinstance(key, str)
    return key


def failing(text, *changes):
    """Return the first failed check."""
    check, *_ = [check for check in certify(load(text, *changes)).checks if not check.ok]
    return check


def test_the_key_of_a_set_holds_every_candidate_that_solves_it():
    found = certified(STRIDES).certified
    for index in range(found.n_variants):
        variant = variant_at(found, index)
        travel = int(str(variant.names["travel"]))
        assert variant.part("answer").key == tuple(s for s in range(1, 7) if travel % s == 0)
    (collision,) = certified(STRIDES).collisions
    assert 0 < collision.count < 96


def test_a_wrong_set_is_diagnosed_by_the_wrong_solver_or_by_a_value_put_into_the_rule():
    variant = variant_with(certified(STRIDES).certified, {"W": 13, "F": 5, "P": 2})
    mark = assess(variant, "answer", "1,2,5").mark
    assert mark.diagnosis == ("padding-counted-once",)
    assert mark.feedback == "You counted the padding once, which gives 1, 2, 5."
    assert "rest of 2" in assess(variant, "answer", "1, 5").mark.feedback


def test_a_misconception_of_the_solver_gives_a_set_of_its_own():
    wanted = (
        'where: "conv_tiles_exactly(W, F, stride=S, padding=P)"',
        'where: "conv_output_size(W, F, stride=S, padding=P) == 4"\n  none: true',
    )
    own = """    value: "(W - F + P) % S == 0"
    say: "You counted the padding once, which gives {{wrong}}."
"""
    reset = ('accepts: ["1, 2, 3, 4, 6", "{6 4 3 2 1}"]', "accepts: ['4']")
    drop = """    rejects: ["1, 2", "5"]
    unreadable: ["none", "1, 1"]
    diagnoses: {"1, 2, 5": padding-counted-once}
"""
    found = certified(STRIDES, wanted, (own, ""), reset, (drop, "")).certified
    variant = variant_with(found, {"W": 13, "F": 5, "P": 2})
    assert variant.part("answer").key == (4,)
    assert list(variant.mistaken_answers("answer").values()) == [(3,)]
    text = assess(variant, "answer", "3").mark.feedback
    assert text.startswith("Take $S = 3$. ")


def test_a_mistake_that_only_leaves_values_out_is_named_without_giving_one_away():
    document = STRIDES[: STRIDES.index("misconceptions:")].replace(
        "conv_tiles_exactly(W, F, stride=S, padding=P)",
        "conv_output_size(W, F, stride=S, padding=P) >= 3",
    )
    text = document + "misconceptions: [{use: forgot-plus-one}]\nsolution: ['{{answer}}']\n"
    variant = variant_with(certify(load(text)).certified, {"W": 13, "F": 5, "P": 2})
    assert variant.part("answer").key == (1, 2, 3, 4, 5, 6)
    assert variant.mistaken_answers("answer") == {"forgot-plus-one": (1, 2, 3, 4)}
    feedback = assess(variant, "answer", "1,2,3,4").mark.feedback
    assert "leaves right values out" in feedback
    assert "5" not in feedback and "6" not in feedback


def test_an_empty_set_has_to_be_allowed():
    check = failing(STRIDES, ("S: {range: [1, 6]}", "S: {range: [5, 6]}"))
    assert check.name == "keys"
    assert "none: true" in check.detail
    travel = check.tuples[0]["W"] - check.tuples[0]["F"] + 2 * check.tuples[0]["P"]
    assert travel % 5 and travel % 6


def test_a_set_whose_rule_is_no_condition_is_refused():
    rule = ('"conv_tiles_exactly(W, F, stride=S, padding=P)"', '"travel % S"')
    assert "expected a condition" in failing(STRIDES, rule).detail


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("where:", "were:"), "answer.were"),
        (("of: {S: {range: [1, 6]}}", "of: {W: {range: [1, 6]}}"), "answer.of"),
        (('where: "conv_tiles_exactly(W, F, stride=S, padding=P)"', 'where: "Q > 1"'),
         "answer.where"),
        (("why: \"With $S", "why: \"{{nothing}} With $S"), "answer.why"),
    ],
)  # fmt: skip
def test_a_wrong_section_of_a_set_is_told_at_its_key(change, key):
    assert key in [problem.key for problem in problems_of(STRIDES, change)]


@pytest.mark.parametrize("change", [(), (ONE, SIXTEEN)])
def test_every_draw_holds_what_it_promises_and_texts_that_differ(change):
    found = certified(POOL, *change).certified
    for index in range(found.n_variants):
        variant = variant_at(found, index)
        part = variant.part("answer")
        ids = [option.id for option in pool_of(variant).options]
        right = key_of(variant).split(",")
        truths = {"a", "b", "c"} | ({"d"} if variant.params["F"] == 5 else set())
        assert set(right) == truths & set(ids)
        assert len(right) == 1 if change else 1 <= len(right) <= 2
        assert 2 <= len(ids) - len(right) <= 3
        assert len({option.text for option in pool_of(variant).options}) == len(ids)
        assert variant_at(found, index).part("answer").spec == part.spec


def test_variants_show_different_selections_in_orders_that_tell_nothing():
    found = certified(POOL).certified
    shown = [
        [option.id for option in pool_of(variant_at(found, index)).options]
        for index in range(found.n_variants)
    ]
    firsts = Counter(ids[0] in "abc" for ids in shown)
    assert 0.2 < firsts[True] / len(shown) < 0.7
    for of_one_size in (shown[:40], shown[40:]):
        assert len({frozenset(ids) for ids in of_one_size}) == 40


def test_what_a_number_draws_never_changes_as_attempts_draw_again():
    found = certified(POOL).certified
    shown = [
        "".join(option.id for option in pool_of(variant_at(found, index)).options)
        for index in (0, 7, 40, 79)
    ]
    assert shown == ["ead", "daeg", "efa", "bgef"]


def test_as_many_numbers_as_selections_draw_each_of_them_once():
    part = load(POOL).part("answer")
    n_selections = (3 + 3) * (comb(4, 2) + comb(4, 3))
    drawn = {drawn_bits(part, 0b0111, number) for number in range(n_selections)}
    assert len(drawn) == n_selections
    assert all(1 <= len([p for p in places_in(bits) if p < 3]) <= 2 for bits in drawn)


def test_an_option_that_is_not_drawn_is_none_of_the_options():
    found = certified(POOL, ONE, SIXTEEN).certified
    variant = variant_at(found, 0)
    hidden = next(o for o in "abcdefg" if pool_of(variant).find_option(o) is None)
    with pytest.raises(Exception, match="none of the options"):
        assess(variant, "answer", hidden)


def test_a_right_selection_is_told_all_reasons_and_the_solution_those_of_every_option():
    variant = variant_at(certified(POOL).certified, 3)
    mark = assess(variant, "answer", key_of(variant)).mark
    assert mark.score == 1
    assert mark.feedback.count("It is.") + mark.feedback.count("depends") == len(
        key_of(variant).split(",")
    )
    reasons = variant.reasons("answer")
    assert len(reasons) == len(pool_of(variant).options)
    assert sum(reason.startswith("✓") for reason in reasons) == len(key_of(variant).split(","))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("right: [1, 2], wrong: [2, 3]", "right: [4, 5], wrong: [2, 3]"), "3 options true"),
        (("right: [1, 2], wrong: [2, 3]", "right: [1, 2], wrong: [4, 4]"), "3 options not true"),
        (("  draw: {right: [1, 2], wrong: [2, 3]}\n", ""), ""),
        (("text: B,", 'text: "C",'), "different"),
        (("text: B,", 'text: "A is {{8 - F}}",'), ""),
        (("text: B,", 'text: "A is {{3 if F == 3 else 0}}",'), "two options read the same"),
    ],
)
def test_a_pool_that_cannot_be_drawn_from_is_not_certified(change, words):
    problems = problems_of(POOL, change)
    if problems:
        assert words in str(problems[0])
        return
    failed = [check for check in certify(load(POOL, change)).checks if not check.ok]
    if words:
        assert any(words in check.detail and check.tuples for check in failed)
    else:
        # Without a draw forty deals read the same; "A is 5" and "A is 3" change places only.
        assert [check.name for check in failed] in (["prompts"], [])


def test_a_mistake_of_a_drawn_choice_is_diagnosed_only_where_its_option_is_shown():
    certificate = certified(POOL, ONE, SIXTEEN, MISTAKE)
    (collision,) = certificate.collisions
    assert collision.count == 0
    shown = 0
    for index in range(certificate.n_variants):
        variant = variant_at(certificate.certified, index)
        is_shown = pool_of(variant).find_option("e") is not None
        shown += is_shown
        assert (variant.mistaken_answers("answer") == {"padding-counted-once": "e"}) == is_shown
    assert shown == certificate.n_variants - collision.n_without_value
    assert 0 < shown < certificate.n_variants


def test_choices_refuse_misconceptions_as_each_option_has_its_own_reason():
    assert "its own why" in str(problems_of(POOL, MISTAKE)[0])


def test_keys_of_the_new_kinds_are_json_data():
    for text in (STRIDES, POOL):
        for part in variant_at(certified(text).certified, 1).parts:
            assert isinstance(part.key, str | tuple)
            assert all(isinstance(entry, int | str) for entry in part.key)


def test_one_deal_more_than_there_are_selections_is_told():
    check = failing(POOL, ("deal: {range: [1, 40]}", "deal: {range: [1, 41]}"))
    assert (check.name, [row["deal"] for row in check.tuples]) == ("prompts", [1, 41])
