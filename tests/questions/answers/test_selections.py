"""Reading and comparing selections of options, and what a part of one earns."""

from itertools import combinations, product
from math import comb

import numpy as np
import pytest

from questions.answers import KINDS, SpecError
from questions.answers.choices import credit

KIND = KINDS["choices"]
RAW = [
    {"id": name, "text": f"Option *{name}*", "right": name in "abc", "why": f"Because {name}."}
    for name in "abcde"
]
SPEC = KIND.read_spec({"options": RAW})


@pytest.mark.parametrize(
    "text",
    ["c,a", "a, c", "A C", "a;c", " a,,c ", "Option *a*; option *C*", "a,c,a"],
)
def test_a_selection_is_read_by_ids_or_texts_in_the_order_shown(text):
    assert KIND.parse(text, SPEC) == "a,c"


@pytest.mark.parametrize("text", ["a,x", "1", "a" * 10**6, "Option", "<b>a</b>"])
def test_anything_else_is_none_of_the_options(refuse, text):
    assert refuse(text, "choices", options=RAW).code == "not_an_option"


@pytest.mark.parametrize("text", ["", "  ", ",", ";;"])
def test_nothing_ticked_is_no_answer_yet(refuse, text):
    assert refuse(text, "choices", options=RAW).code == "empty"


def test_a_selection_is_shown_by_texts_and_read_back():
    assert KIND.parse(KIND.show("b,e", SPEC), SPEC) == "b,e"


@pytest.mark.parametrize(
    ("given", "score"),
    [
        ("a,b", 2 / 3),
        ("a", 0),
        ("a,b,c,d", 0),
        ("a,b,c,d,e", 0),
        ("d,e", 0),
        ("a,b,d", 0),
    ],
)
def test_a_part_of_the_right_options_earns_its_share_above_one_half(given, score):
    assert KIND.advise(given, "a,b,c", SPEC).score == pytest.approx(score)


def test_every_wrong_tick_is_explained_and_nothing_missing_is_named():
    text = KIND.advise("a,d,e", "a,b,c", SPEC).text
    assert "2 options that are not right" in text
    assert "Because d." in text and "Because e." in text
    assert "Because b." not in text and "Because a." not in text
    missing = KIND.advise("a,b", "a,b,c", SPEC)
    assert "something is still missing" in missing.text
    assert missing.outcome == "partly"


SIZES = [(r, w) for r, w in product(range(1, 5), range(1, 5))]


def share(given, right, n_options):
    """Return the share before it is cut at one half."""
    n_wrong = n_options - len(right)
    return len(given & right) / len(right) - len(given - right) / n_wrong


@pytest.mark.parametrize(("n_right", "n_wrong"), SIZES)
def test_blind_ticking_has_a_share_of_zero_on_average(n_right, n_wrong):
    options, right = range(n_right + n_wrong), set(range(n_right))
    for k in range(len(options) + 1):
        shares = [share(set(given), right, len(options)) for given in combinations(options, k)]
        assert sum(shares) / len(shares) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("n_right", "n_wrong"), SIZES)
def test_all_and_nothing_earn_nothing_and_luck_little_more_than_without_parts(n_right, n_wrong):
    ids = [str(place) for place in range(n_right + n_wrong)]
    right = set(ids[:n_right])
    assert credit(set(ids), right, n_options=len(ids)) == 0
    assert credit(set(), right, n_options=len(ids)) == 0
    for k in range(1, len(ids)):
        mean = sum(
            1.0 if set(given) == right else float(credit(set(given), right, n_options=len(ids)))
            for given in combinations(ids, k)
        ) / comb(len(ids), k)
        # Never better than a guess at a single choice among as many right and wrong ones.
        assert mean <= max(1 / (n_wrong + 1), 1 / (n_right + 1)) + 1e-9


def test_rows_of_bits_are_selections_and_columns_compare():
    assert KIND.to_value(np.int64(0b10001), SPEC) == "a,e"
    assert KIND.matches_columns(np.array([3, 5]), np.array([3, 4]), SPEC).tolist() == [True, False]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"options": RAW, "draw": {"right": 0, "wrong": 2}}, "draw.right"),
        ({"options": RAW, "draw": {"right": [2, 1], "wrong": 2}}, "draw.right"),
        ({"options": RAW, "draw": {"right": 1, "wrong": 0}}, "draw.wrong"),
        ({"options": RAW, "draw": {"right": 1}}, "draw"),
        ({"options": RAW, "draw": {"right": 6, "wrong": 7}}, "draw"),
        ({"options": [{**RAW[0], "text": "a; b"}, RAW[1]]}, "options[0].text"),
        ({"options": [{**RAW[0], "when": "x"}, RAW[1]]}, "options[0].right"),
        ({"options": [{**RAW[0], "right": "yes"}, RAW[1]]}, "options[0].right"),
        ({"options": [{**raw, "id": str(raw["id"]) * 40} for raw in RAW] * 1}, "options"),
    ],
)
def test_a_wrong_section_names_its_key(raw, key):
    with pytest.raises(SpecError) as caught:
        KIND.read_spec(raw)
    assert caught.value.key == key


def test_a_choice_draws_one_right_option_only():
    with pytest.raises(SpecError) as caught:
        KINDS["choice"].read_spec({"options": RAW, "draw": {"right": 2, "wrong": 2}})
    assert (caught.value.key, caught.value.expected) == ("draw.right", "1")
