"""Selections and drawn options: their keys over the domain, and what a variant shows."""

import time
from collections import Counter
from math import comb

import numpy as np
import pytest

from questions.answers import PoolSpec
from questions.engine.assessment import assess
from questions.engine.certificate import certify
from questions.engine.selections import drawn_bits, drawn_column, places_in
from questions.engine.variants import variant_at
from tests.questions.engine.documents import load, problems_of

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


def test_a_column_draws_what_each_of_its_numbers_draws_and_a_million_in_a_moment():
    part = load(POOL).part("answer")
    numbers = np.arange(1_000_000)
    truths = np.where(numbers % 3 == 0, 0b0111, 0b1111)
    start = time.process_time()
    drawn = drawn_column(part, truths, numbers)
    assert time.process_time() - start < 2
    rows = [*range(300), 123_456, 999_999]
    assert drawn[rows].tolist() == [
        drawn_bits(part, int(truths[row]), int(numbers[row])) for row in rows
    ]


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


def test_one_deal_more_than_there_are_selections_is_told():
    check = failing(POOL, ("deal: {range: [1, 40]}", "deal: {range: [1, 41]}"))
    assert (check.name, [row["deal"] for row in check.tuples]) == ("prompts", [1, 41])
