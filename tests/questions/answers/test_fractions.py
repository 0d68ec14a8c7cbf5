"""Reading and comparing fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, FractionSpec, SpecError
from questions.answers.fraction import to_ratio

KIND = KINDS["fraction"]
LOWEST = FractionSpec(lowest=True, credit=0.5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3/4", (3, 4)),
        ("6/8", (3, 4)),
        ("6 / 8", (3, 4)),
        ("3⁄4", (3, 4)),
        ("¾", (3, 4)),
        ("３／４", (3, 4)),
        ("0.75", (3, 4)),
        ("0,75", (3, 4)),
        ("1 1/2", (3, 2)),
        ("1½", (3, 2)),
        ("-3/4", (-3, 4)),
        ("−3/4", (-3, 4)),
        ("(3/4)", (3, 4)),
        ("x = 3/4", (3, 4)),
        ("2", (2, 1)),
        ("0/5", (0, 1)),
    ],
)
def test_a_fraction_is_read_as_people_write_it(read, text, value):
    assert read(text, "fraction") == value


@pytest.mark.parametrize("text", ["1/0", "0/0", "3/", "/4", "1/2/3", "3:4", "a/b", "3 of 4", ""])
def test_what_is_no_fraction_is_handed_back(refuse, text):
    assert "such as 3/4" in str(refuse(text, "fraction"))


def test_a_division_by_zero_is_told(refuse):
    assert "divides by zero" in str(refuse("3/0", "fraction"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("6/8", (6, 8)), ("3/4", (3, 4)), ("0.75", (75, 100)), ("-10/4", (-10, 4)), ("5", (5, 1))],
)
def test_terms_are_kept_where_lowest_terms_are_asked_for(text, value):
    assert KIND.parse(text, LOWEST) == value


def test_the_right_value_in_other_terms_is_told_and_earns_what_the_author_says():
    assert KIND.matches((3, 4), (3, 4), LOWEST)
    assert not KIND.matches((6, 8), (3, 4), LOWEST)
    advice = KIND.advise((6, 8), (3, 4), LOWEST)
    assert (advice.outcome, advice.score) == ("form", 0.5)
    assert "lowest terms" in advice.text
    assert KIND.matches((6, 8), (3, 4), FractionSpec())


@pytest.mark.parametrize(
    ("value", "words"),
    [((67, 100), "rounded"), ((3, 2), "upside down"), ((1, 3), "the rest"), ((5, 7), "once more")],
)
def test_a_wrong_fraction_is_told_one_next_step_without_the_key(value, words):
    advice = KIND.advise(value, (2, 3), FractionSpec())
    assert words in advice.text
    assert "2/3" not in advice.text
    assert advice.score == 0


@given(st.integers(-(10**7), 10**7), st.integers(1, 10**5))
def test_the_ratio_behind_a_quotient_is_found_exactly(upper, lower):
    quotient = upper / lower
    if abs(quotient) > 10**4:
        return
    found = KIND.to_value(quotient, FractionSpec())
    assert to_ratio(found) == Fraction(upper, lower)
    # Arithmetic on the way to a key may be off by some last bits.
    assert KIND.to_value(quotient * (1 + 4e-16), FractionSpec()) == found


def test_columns_compare_ratios_and_refuse_keys_that_are_none():
    keys = np.array([0.75, 2 / 3, np.pi, 0.5])
    values = np.array([0.75, 0.6667, np.pi, np.nan])
    assert KIND.matches_columns(values, keys, FractionSpec()).tolist() == [
        True, False, False, False,
    ]  # fmt: skip


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
def test_a_fraction_survives_being_shown(upper, lower):
    assert KIND.matches(
        KIND.parse(KIND.show((upper, lower), LOWEST), LOWEST), (upper, lower), FractionSpec()
    )


@pytest.mark.parametrize(
    ("raw", "key"), [({"lowest": "yes"}, "lowest"), ({"credit": 2}, "credit"), ({"low": 1}, "low")]
)
def test_a_wrong_section_names_its_key(raw, key):
    with pytest.raises(SpecError) as caught:
        KIND.read_spec(raw)
    assert caught.value.key == key
