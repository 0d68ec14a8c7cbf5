"""Formulas in documents: their domain, their key over the variants, and their mistakes."""

import pytest

from questions.answers import FormulaSpec
from questions.engine.assessment import assess
from questions.engine.canonical import to_canonical_json
from questions.engine.certificate import certify
from questions.engine.document import load_question
from questions.engine.variants import variant_at, variant_with
from tests.questions.engine.documents import load, problems_of

FORMULA = r"""
id: size-formula
title: Size as a formula
topic: output-size
level: 3
source: Original
domain: {S: {range: [1, 4]}, P: {range: [0, 3]}}
derive: {both: "2*P"}
prompt: |
  The stride is {{S}} and the padding {{P}} on each side. Write the width of the output as a
  formula in $W$ and $F$.
label: Formula
answer:
  kind: formula
  value: "(W - F + 2P)/S + 1"
  variables: {W: {range: [20, 40]}, F: {choice: [3, 5, 7]}}
  where: "(W - F) % 12 == 0"
misconceptions:
  - use: padding-counted-once
    value: "(W - F + P)/S + 1"
    say: "You wrote ${{wrong}}$, and it is ${{right}}$."
  - {use: forgot-plus-one, separated: true, value: "(W-F+2P)/S", say: "You forgot the start."}
solution: ["It is ${{answer}}$."]
tests:
  - params: {S: 2, P: 1}
    accepts: ["(W-F+2P)/S+1", "(W-F+2)/2+1", "W/2 - F/2 + 2"]
    rejects: ["W", "(W-F+2P)/S+2"]
    unreadable: ["1/2W", "both"]
    diagnoses: {"(W-F+1)/2+1": padding-counted-once, "(W-F+2)/2": forgot-plus-one}
"""


def test_a_formula_is_certified_with_its_mistakes_over_every_variant():
    certificate = certify(load(FORMULA))
    assert [check.describe() for check in certificate.checks if not check.ok] == []
    assert certificate.n_variants == 16
    assert certificate.n_distinct_answers == 16
    # Where the padding is 0, counting it once gives the same formula.
    assert {c.misconception: c.count for c in certificate.collisions} == {
        "padding-counted-once": 4,
        "forgot-plus-one": 0,
    }


def test_a_formula_counts_on_the_points_that_the_document_allows_only():
    variant = variant_with(certify(load(FORMULA)).certified, {"S": 2, "P": 1})
    spec = variant.part("answer").spec
    assert isinstance(spec, FormulaSpec)
    assert sorted(zip(spec.points["W"], spec.points["F"], strict=True)) == [
        (27, 3), (29, 5), (31, 7), (39, 3),
    ]  # fmt: skip
    # On these points the quotient is whole, so rounding changes nothing.
    assert assess(variant, "answer", "floor((W-F+2)/2)+1").mark.is_right


def test_a_wrong_formula_is_named_shown_as_maths_or_told_where_it_goes_wrong():
    variant = variant_with(certify(load(FORMULA)).certified, {"S": 2, "P": 1})
    mark = assess(variant, "answer", "(W-F+1)/2+1").mark
    assert mark.diagnosis == ("padding-counted-once",)
    assert mark.feedback == (
        r"You wrote $\frac{W - F + P}{S} + 1$, and it is $\frac{W - F + 2P}{S} + 1$."
    )
    assert (
        "$W = 27$, $F = 3$ your formula gives $27$" in assess(variant, "answer", "W").mark.feedback
    )
    assert variant.solution("answer") == (r"It is $\frac{W - F + 2P}{S} + 1$.",)


def test_the_stored_form_of_a_formula_question_reads_back_equal():
    question = load(FORMULA)
    again = load_question(to_canonical_json(question), filename="again.json")
    assert again == question
    assert [use.formula for use in again.part("answer").mistakes] == [
        "(W - F + P)/S + 1",
        "(W - F + 2*P)/S",
    ]


def test_a_key_without_a_value_somewhere_is_not_certified():
    zero = ('value: "(W - F + 2P)/S + 1"', 'value: "(W - F + 2P)/(S - 2) + 1"')
    check = next(check for check in certify(load(FORMULA, zero)).checks if not check.ok)
    assert check.name == "keys"
    assert check.tuples[0]["S"] == 2


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (('value: "(W - F + 2P)/S + 1"', 'value: "(W - F + 2P/S + 1"'), "answer.value", "bracket"),
        (('value: "(W - F + 2P)/S + 1"', 'value: "both + W"'), "answer.value", "quantities"),
        (("F: {choice: [3, 5, 7]}", "S: {choice: [3, 5, 7]}"), "answer.variables.S", "new name"),
        (("F: {choice: [3, 5, 7]}", "F: {choice: [3, a]}"), "answer.variables.F", "numbers"),
        (('where: "(W - F) % 12 == 0"', 'where: "W > 99"'), "answer.where", "holds for some"),
        (('where: "(W - F) % 12 == 0"', 'where: "W + F"'), "answer.where", "holds for some"),
        (('value: "(W - F + P)/S + 1"', 'value: "(W - Q)"'), "misconceptions[0].value",
         "quantities"),
    ],
)  # fmt: skip
def test_a_wrong_section_is_told_at_its_key(change, key, words):
    found = [str(problem) for problem in problems_of(FORMULA, change) if problem.key == key]
    assert found and words in found[0]


def test_a_mistake_of_a_formula_needs_a_formula_of_its_own():
    own = FORMULA.index('    value: "(W - F + P)')
    without = FORMULA[:own] + FORMULA[FORMULA.index("  - {use: forgot") :]
    assert "a value" in str(problems_of(without)[0])


def test_the_key_of_every_variant_is_typed_and_right():
    certified = certify(load(FORMULA)).certified
    for index in range(certified.n_variants):
        variant = variant_at(certified, index)
        part = variant.part("answer")
        assert assess(variant, "answer", part.shown_key).mark.score == 1
