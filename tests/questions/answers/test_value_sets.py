"""Reading and comparing sets of values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, SetSpec, SpecError

KIND = KINDS["set"]
OF = {"S": {"range": [1, 8]}}


@pytest.mark.parametrize(
    "text",
    [
        "1, 2, 4",
        "1,2,4",
        "4 2 1",
        "{1, 2, 4}",
        "[1;2;4]",
        "1 and 2 and 4",
        "1, 2 and 4",
        "1, 2, and 4",
        "1, 2 or 4",
        "S = 1, 2, 4",
        "S ∈ {1, 2, 4}",
        "S in {1,2,4}",
        "S = 1, S = 2, S = 4",
        "１，２，４",
        "1、2、4",
        "1.0, 2, 8/2",
    ],
)
def test_a_set_is_read_as_people_write_it(read, text):
    assert read(text, "set", of=OF) == (1, 2, 4)


@pytest.mark.parametrize(
    "text", ["", "one", "1-4", "1, x", "1..4", "1, 2,, three", "S", "{1, {x}}"]
)
def test_what_is_no_list_of_values_is_handed_back(refuse, text):
    assert "all values of S" in str(refuse(text, "set", of=OF))


def test_a_value_given_twice_is_asked_about(refuse):
    error = refuse("2, 1, 2", "set", of=OF)
    assert error.code == "repeated_value"
    assert "type 1, 2" in str(error)


@pytest.mark.parametrize("text", ["none", "None.", " nothing ", "∅", "{}", "the empty set"])
def test_none_is_an_answer_only_where_the_question_allows_it(read, refuse, text):
    assert read(text, "set", of=OF, none=True) == ()
    assert refuse(text, "set", of=OF).code == "not_empty"


def spec(why=None):
    return SetSpec(symbol="S", candidates=(1, 2, 3, 4, 5), why=why)


def test_wrong_values_are_named_and_one_is_put_into_the_rule():
    advice = KIND.advise((1, 3, 5), (1, 2, 4), spec(lambda value: f"It fails for {value}."))
    assert advice.text == "3 and 5 are not right. It fails for 3."


def test_missing_values_are_never_given_away():
    advice = KIND.advise((1, 2), (1, 2, 4), spec())
    assert "there are more" in advice.text
    assert "4" not in advice.text
    mixed = KIND.advise((1, 3), (1, 2, 4), spec())
    assert "2" not in mixed.text and "4" not in mixed.text


def test_a_value_beyond_the_candidates_is_told():
    assert "from 1 to 5" in KIND.advise((1, 9), (1, 2), spec()).text


def test_a_row_of_bits_is_a_set_and_columns_compare():
    assert KIND.to_value(np.int64(0b1011), spec()) == (1, 2, 4)
    assert KIND.show((), spec()) == "none"
    rows = KIND.matches_columns(np.array([3, 4]), np.array([3, 5]), spec())
    assert rows.tolist() == [True, False]


@given(st.sets(st.integers(1, 50), min_size=1))
def test_a_set_survives_being_shown(values):
    wide = KIND.read_spec({"of": {"n": {"range": [1, 50]}}})
    value = tuple(sorted(values))
    assert KIND.parse(KIND.show(value, wide), wide) == value


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({}, "of"),
        ({"of": {"S": [1, 2]}}, "of.S"),
        ({"of": {"S": {"range": [1, 100]}}}, "of.S"),
        ({"of": {"S": {"range": [1, 10**30]}}}, "of.S"),
        ({"of": {"S": {"choice": [1, 1]}}}, "of.S"),
        ({"of": {"S": {"choice": [1, "2"]}}}, "of.S"),
        ({"of": OF, "none": 1}, "none"),
        ({"of": OF, "were": "x"}, "were"),
    ],
)
def test_a_wrong_section_names_its_key(raw, key):
    with pytest.raises(SpecError) as caught:
        KIND.read_spec(raw)
    assert caught.value.key == key
