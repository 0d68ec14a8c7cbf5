"""Variants: the same index and the same seed give the same numbers, today and next year."""

from collections import Counter

import numpy as np
import pytest

from questions.answers import ChoiceSpec
from questions.engine.certificate import certify
from questions.engine.certified import Certified
from questions.engine.dealing import index_for
from questions.engine.errors import OutsideDomainError
from questions.engine.variants import make_variant, variant_at, variant_with
from tests.questions.engine.documents import DOCUMENT, PARTS, load


@pytest.fixture(scope="module")
def certified():
    return certify(load()).certified


def test_the_variants_of_an_index_never_change(certified):
    assert certified.n_variants == 76
    assert dict(variant_at(certified, 0).params) == {"W": 8, "F": 3, "P": 1, "S": 1}
    assert dict(variant_at(certified, 38).params) == {"W": 14, "F": 5, "P": 1, "S": 1}
    assert dict(variant_at(certified, 75).params) == {"W": 20, "F": 5, "P": 2, "S": 1}


def test_the_variant_of_a_seed_never_changes(certified):
    indices = [index_for("secret", f"student-{n}", certified) for n in range(8)]
    assert indices == [33, 60, 27, 7, 62, 14, 14, 14]


def test_another_secret_gives_other_variants(certified):
    def draw(secret):
        return [index_for(secret, f"student-{n}", certified) for n in range(30)]

    assert draw("secret") != draw("other secret")
    assert draw("secret") == draw("secret")


def test_ten_thousand_students_are_balanced_over_strata_and_within(certified):
    drawn = [index_for("secret", f"student-{n}", certified) for n in range(10_000)]
    strata = Counter(certified.labels[drawn].tolist())
    sizes = [stratum.size for stratum in certified.strata]
    assert sizes != [sizes[0]] * 2, "strata of equal size would prove nothing"
    # Five standard deviations of a fair coin, and of a fair die of that size.
    assert all(abs(count - 5000) < 250 for count in strata.values())
    counts = Counter(drawn)
    for stratum in certified.strata:
        expected = 5000 / stratum.size
        for index in stratum.tolist():
            assert abs(counts[index] - expected) < 5 * expected**0.5


def test_somebody_who_goes_on_practising_meets_the_strata_in_turn(certified):
    seen: list[int] = []
    for number in range(certified.n_variants):
        index = index_for("secret", f"round-{number}", certified, seen)
        assert index not in seen
        seen.append(index)
        counts = Counter(certified.labels[seen].tolist())
        smallest = min(stratum.size for stratum in certified.strata)
        if number < 2 * smallest:
            assert max(counts.values()) - min(counts.values() if len(counts) > 1 else [0]) <= 1
    assert sorted(seen) == list(range(certified.n_variants))


def test_when_all_have_been_seen_they_come_again(certified):
    everything = range(certified.n_variants)
    assert index_for("secret", "again", certified, everything) in everything


def test_indices_to_avoid_that_do_not_exist_are_ignored(certified):
    plain = index_for("secret", "x", certified)
    assert index_for("secret", "x", certified, [-1, 10**9]) == plain


@pytest.mark.parametrize("index", [-1, 76, 10**9])
def test_an_index_that_does_not_exist_is_refused(certified, index):
    with pytest.raises(IndexError, match="expected 0 to 75"):
        variant_at(certified, index)


def test_a_question_without_variants_has_none_to_issue():
    empty = Certified(load(), np.empty(0, dtype=np.int32))
    with pytest.raises(IndexError, match="found no variant"):
        index_for("secret", "x", empty)


def test_the_stored_form_gives_the_same_variants(certified):
    packed = certified.pack()
    again = Certified.unpack(certified.question, packed)
    assert again.numbers.tolist() == certified.numbers.tolist()
    assert len(packed) < 100


def test_a_variant_shows_its_numbers_and_knows_its_key(certified):
    variant = variant_with(certified, {"W": 13, "F": 5, "P": 2, "S": 2})
    assert variant.index is not None
    assert variant_at(certified, variant.index).params == variant.params
    assert variant.prompt.startswith(r"A $13\times13$ input meets an $5\times5$ filter.")
    assert variant.part("answer").key == 7
    assert type(variant.part("answer").key) is int
    assert variant.solution("answer") == ("$W - F + 2P = 12$", "$12 / 2 + 1 = 7$")
    assert variant.mistaken_answers("answer") == {"padding-counted-once": 6, "forgot-plus-one": 6}


def test_parameters_that_separation_removed_have_a_variant_without_an_index(certified):
    variant = variant_with(certified, {"W": 13, "F": 5, "P": 0, "S": 2})
    assert variant.index is None
    assert variant.part("answer").key == 5
    # Without padding the mistake is none: its value is the key, and is not offered as wrong.
    assert variant.mistaken_answers("answer") == {"forgot-plus-one": 4}


def test_parameters_that_break_a_requirement_are_refused_with_its_reason(certified):
    with pytest.raises(OutsideDomainError) as caught:
        variant_with(certified, {"W": 12, "F": 5, "P": 2, "S": 2})
    assert "W=12, F=5, P=2, S=2" in str(caught.value)
    assert "expected travel % S == 0 (the filter tiles the input)" in str(caught.value)


def test_parts_share_the_parameters_and_build_on_each_other():
    question = load(PARTS)
    variant = make_variant(question, 1, None)
    sharing = variant.part("sharing")
    assert isinstance(sharing.spec, ChoiceSpec)
    assert [part.key for part in variant.parts] == [(5, 5, 7), 175, "helps"]
    assert variant.prompt.startswith("The first layer of Tiny:")
    assert [option.text for option in sharing.spec.options] == ["Yes, with 7 filters", "No"]
    assert variant.solution("volume") == (r"$5 \times 5 \times 7$",)
    assert variant.solution("neurons") == (r"$5^2 \cdot 7 = 175$",)
    assert variant.solution("sharing") == ("Yes, with 7 filters.",)
    assert sharing.shown_key == "Yes, with 7 filters"
    with pytest.raises(KeyError):
        variant.part("nothing")


def test_strata_may_be_expressions_and_text_parameters():
    question = load(
        DOCUMENT,
        ("strata: [S]", 'strata: ["travel > 12", net]'),
        ("  W: {range", "  net: {choice: [a, b]}\n  W: {range"),
        ("is {{P}} and", "is {{P}} in {{net}} and"),
        ("params: {W", "params: {net: a, W"),
    )
    certificate = certify(question)
    assert certificate.ok, certificate.problems
    assert [stratum.values for stratum in certificate.strata] == [
        (False, 0),
        (False, 1),
        (True, 0),
        (True, 1),
    ]
    assert sum(stratum.size for stratum in certificate.strata) == certificate.n_variants
