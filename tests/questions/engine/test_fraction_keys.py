"""Fractions: exact keys, their terms, and what later parts make of them."""

from questions.engine.assessment import assess
from questions.engine.certificate import certify
from questions.engine.variants import variant_with
from tests.questions.engine.documents import load

SHARES = r"""
id: shares
title: Shares
topic: pooling
level: 2
source: Original
domain: {F: {range: [2, 9]}, S: {range: [2, 9]}}
prompt: "A window of {{F}}, a stride of {{S}}."
parts:
  - name: kept
    label: Kept
    prompt: "Which share is kept?"
    answer: {kind: fraction, value: "F / (F + S**2)", lowest: true, credit: 0.5}
    misconceptions:
      - {use: stride-ignored, value: "F / (F + S)", say: "You got {{wrong}}, not {{right}}."}
    solution: ["It is ${{answer}}$."]
  - name: lost
    label: Lost
    prompt: "And lost?"
    answer: {kind: fraction, value: "1 - kept"}
    solution: ["It is {{answer}}."]
tests:
  - params: {F: 2, S: 2}
    part: kept
    accepts: ["1/3"]
    rejects: ["2/6", "0.33"]
    diagnoses: {"1/2": stride-ignored}
  - {params: {F: 2, S: 2}, part: lost, accepts: ["2/3", "4/6"], earlier: {kept: "1/3"}}
  - {params: {F: 2, S: 2}, part: lost, accepts: ["1/2", "2/3"], earlier: {kept: "1/2"}}
"""


def test_a_fraction_has_an_exact_key_that_later_parts_calculate_with():
    assert certify(load(SHARES)).ok
    found = certify(load(SHARES)).certified
    variant = variant_with(found, {"F": 6, "S": 3})
    assert variant.part("kept").key == (2, 5)
    assert variant.part("lost").key == (3, 5)
    assert variant.solution("kept") == ("It is $2/5$.",)
    mark = assess(variant, "kept", "6/15").mark
    assert (mark.score, mark.receipt["outcome"], mark.understood) == (0.5, "form", "6/15")
    assert assess(variant, "kept", "2/3").mark.feedback == "You got 2/3, not 2/5."


def test_a_key_that_is_no_ratio_of_whole_numbers_is_not_certified():
    certificate = certify(load(SHARES, ("F / (F + S**2)", "F / (F + S**0.5)")))
    check = next(check for check in certificate.checks if not check.ok)
    assert (check.name, check.tuples[0]["S"]) == ("comparator", 2)


FIGURES = r"""
id: figures
title: Figures
topic: pooling
level: 2
source: Original
domain: {N: {range: [3, 9]}}
prompt: "How much is one of {{N}}?"
parts:
  - name: share
    label: Share
    prompt: Give three significant figures.
    answer: {kind: decimal, value: "1 / N", figures: 3, credit: 0.5}
    misconceptions:
      - {use: remaining-share-given, value: "1 - 1 / N", say: "{{wrong}} is not {{right}}."}
    solution: ["That is about {{answer}}."]
  - name: double
    label: Double
    prompt: And twice that?
    answer: {kind: decimal, value: "2 * share", places: 2}
    solution: ["It is {{answer | decimal 2}}."]
tests:
  - params: {N: 4}
    part: share
    accepts: ["0.250", "2.50e-1"]
    rejects: ["0.25", "0.2500", "1/4"]
    diagnoses: {"0.75": remaining-share-given}
"""


def test_a_key_with_figures_is_shown_with_them_and_calculated_without():
    found = certify(load(FIGURES))
    assert [check.describe() for check in found.checks if not check.ok] == []
    variant = variant_with(found.certified, {"N": 4})
    assert variant.part("share").shown_key == "0.250"
    assert variant.solution("share") == ("That is about 0.250.",)
    assert assess(variant, "share", "0.75").mark.feedback == "0.750 is not 0.250."
    assert variant_with(found.certified, {"N": 7}).part("double").key == 2 / 7
