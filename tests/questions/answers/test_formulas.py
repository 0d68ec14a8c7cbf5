"""Reading formulas, and comparing them on the whole of their domain."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, AnswerFormatError, SpecError
from questions.answers.formula import formula_latex

KIND = KINDS["formula"]
KEY = "(W - F + 2*P)/S + 1"
RAW = {
    "value": KEY,
    "variables": {
        "W": {"range": [8, 12]},
        "F": {"choice": [3, 5]},
        "P": {"range": [0, 2]},
        "S": {"choice": [1, 2]},
    },
}
SPEC = KIND.read_spec(RAW)


def parse(text):
    return KIND.parse(text, SPEC)


@pytest.mark.parametrize(
    "text",
    [
        "(W-F+2P)/S+1",
        "(W - F + 2*P) / S + 1",
        "(W−F+2·P)/S+1",
        "(W-F+2×P)/S+1",
        "(W-F+P+P)/S+1",
        "1+(W+P*2-F)/S",
        "W/S - F/S + 2*P/S + 1",
        "(w-f+2p)/s+1",
        "out = (W-F+2P)/S+1",
        "[W-F+2P]/S+1",
        "（W－F＋２P）／S＋１",
        "$\\frac{W-F+2P}{S}+1$",
        "\\left(W-F+2\\cdot P\\right)/S+1",
        "(W-F+2P+S)/S",
        "-(F-W-2P)/S+1",
        "((W-F)+2(P))/(S)+1",
        "(W-F+2P)S^-1+1",
        "(W-F+2P)/S**1+1",
        "(W-F+P²+2P-P^2)/S+1",
        "sqrt((W-F+2P)^2)/S+1",
        "max((W-F+2P)/S, 0)+1",
        "½(2W-2F+4P)/S+1",
    ],
)
def test_every_way_of_writing_the_same_formula_is_right(text):
    assert KIND.matches(parse(text), KEY, SPEC)


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("(W-F+P)/S+1", "$P = 1$"),
        ("(W-F+2P)/S", "gives $5$"),
        ("floor((W-F+2P)/S)+1", "It is right on 42 of 60 tuples"),
        ("W-F+1", "does not use"),
        ("(W-F+2P)/(S-1)+1", "has no value"),
        ("6", "gives $6$"),
    ],
)
def test_a_wrong_formula_is_told_a_tuple_on_which_it_goes_wrong(text, gives):
    assert not KIND.matches(parse(text), KEY, SPEC)
    advice = KIND.advise(parse(text), KEY, SPEC).text
    assert gives in advice
    assert "2*P" not in advice


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("()", "brackets"),
        ("(W", "brackets"),
        ("W)", "brackets"),
        ("(W]", "brackets"),
        ("W+", "unfinished"),
        ("W*/F", "unknown_sign"),
        ("W!", "unknown_sign"),
        ("W; F", "unknown_sign"),
        ("X+1", "unknown_name"),
        ("W2", "unknown_name"),
        ("W.x", "unknown_sign"),
        ("import os", "unknown_name"),
        ("2 3", "several_numbers"),
        ("W = F = 2", "equation"),
        ("0,5W", "comma"),
        ("max(W)", "arguments"),
        ("floor W", "brackets"),
        ("1/2P", "ambiguous_division"),
        ("(" * 60 + "W" + ")" * 60, "too_deep"),
        ("2^" * 60 + "W", "too_deep"),
        ("W" * 201, "too_long"),
        ("9" * 30, "too_large"),
    ],
)
def test_what_is_no_formula_is_handed_back(text, code):
    with pytest.raises(AnswerFormatError) as caught:
        parse(text)
    assert caught.value.code == code


def test_a_division_before_a_hidden_product_is_asked_about():
    with pytest.raises(AnswerFormatError) as caught:
        parse("W/2P")
    assert caught.value.readings == ("W/2*P", "W/(2*P)")
    assert [parse(way) for way in caught.value.readings] == ["W/2*P", "W/(2*P)"]


@pytest.mark.parametrize(
    ("text", "understood", "latex"),
    [
        ("(W-F+2P)/S+1", "(W - F + 2*P)/S + 1", r"\frac{W - F + 2P}{S} + 1"),
        ("FFS", "F*F*S", r"F \cdot F \cdot S"),
        ("-W^2", "-W^2", "-W^{2}"),
        ("(-W)^2", "(-W)^2", "(-W)^{2}"),
        ("(W^2)^3", "(W^2)^3", "(W^{2})^{3}"),
        ("2^W^F", "2^W^F", "2^{W^{F}}"),
        ("W-(F-P)", "W - (F - P)", "W - (F - P)"),
        ("W/(F/P)", "W/(F/P)", r"\frac{W}{\frac{F}{P}}"),
        ("⌊W/S⌋", "floor(W/S)", r"\lfloor \frac{W}{S} \rfloor"),
        ("(W/S)^2", "(W/S)^2", r"(\frac{W}{S})^{2}"),
    ],
)
def test_what_was_understood_is_shown_with_every_sign(text, understood, latex):
    assert parse(text) == understood
    assert parse(understood) == understood
    assert formula_latex(understood) == latex


LEAVES = st.sampled_from(["W", "F", "P", "S", "1", "2", "0.5"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        inner.map(lambda text: f"-({text})"),
        inner.map(lambda text: f"floor({text})"),
    ),
    max_leaves=8,
)


@given(TREES)
def test_what_is_shown_means_the_same_and_leaves_out_no_bracket_that_counts(text):
    if len(text) > 200:
        return
    try:
        shown = parse(text)
    except AnswerFormatError as error:
        assert error.code == "no_value"
        return
    names = {"W": 8, "F": 3, "P": 2, "S": 1}

    def value(formula):
        scope = {**names, "floor": lambda x: math.floor(x + 1e-9), "__builtins__": {}}
        try:
            return eval(formula, scope)  # the oracle: Python itself, on texts made here
        except ZeroDivisionError:
            return None

    assert value(shown) == pytest.approx(value(text))
    assert parse(shown) == shown


@given(st.text(alphabet="WFPS0123456789.+-*/^()[]{}⌊⌋√, =abc\\", max_size=60))
def test_any_mixture_of_what_formulas_are_made_of_is_read_or_refused(text):
    try:
        value = parse(text)
    except AnswerFormatError as error:
        for reading in error.readings:
            parse(reading)
    else:
        KIND.matches(value, KEY, SPEC)
        KIND.advise(value, KEY, SPEC)
        assert formula_latex(value)


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9^9",
        "2^(9^9)",
        "9999999999^9999999",
        "W^W^W^W^W^W",
        "1/(W-W)",
        "sqrt(-W)",
        "0^-1",
        "9^W^9^9",
    ],
)
def test_a_formula_that_explodes_is_handed_back_in_no_time(text):
    start = time.process_time()
    with pytest.raises(AnswerFormatError) as caught:
        parse(text)
    assert caught.value.code == "no_value"
    assert time.process_time() - start < 0.5


def test_a_formula_without_a_value_on_some_tuples_can_be_read_and_is_wrong():
    value = parse("W/(P-1)")
    assert not KIND.matches(value, KEY, SPEC)


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({**RAW, "variables": {}}, "variables"),
        ({**RAW, "variables": {"W": {"range": [8, 8]}}}, "variables.W"),
        ({**RAW, "variables": {"W": {"choice": ["a", "b"]}}}, "variables.W"),
        ({**RAW, "variables": {"W": {"range": [1, 200]}, "F": {"range": [1, 200]}}}, "variables"),
        ({**RAW, "points": 3}, "points"),
    ],
)
def test_a_wrong_section_names_its_key(raw, key):
    with pytest.raises(SpecError) as caught:
        KIND.read_spec(raw)
    assert caught.value.key == key
