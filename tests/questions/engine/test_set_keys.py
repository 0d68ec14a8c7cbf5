"""Sets: their keys over the domain, what mistakes give, and what a document may say."""

import json

import pytest

from questions.engine.assessment import assess
from questions.engine.certificate import certify
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


def certified(text, *changes):
    certificate = certify(load(text, *changes))
    assert [check.describe() for check in certificate.checks if not check.ok] == []
    return certificate


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


def test_a_key_is_json_data():
    key = variant_with(certified(STRIDES).certified, {"W": 13, "F": 5, "P": 2}).part("answer").key
    assert json.loads(json.dumps(key)) == [1, 2, 3, 4, 6]
