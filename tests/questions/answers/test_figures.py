"""Significant figures: the value and its precision are told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.answers import KINDS, DecimalSpec, SpecError
from questions.answers.figures import count_figures
from questions.marking import Mistake, mark

KIND = KINDS["decimal"]
THREE = DecimalSpec(figures=3, credit=0.5)


def marked(text, key, spec=THREE, **options):
    return mark(key, KIND.parse(text, spec), kind="decimal", spec=spec, **options)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("0.286", (3, 3)),
        (".286", (3, 3)),
        ("0.0250", (3, 3)),
        ("1.20", (3, 3)),
        ("1,20", (3, 3)),
        ("1,200.5", (5, 5)),
        ("1200", (2, 4)),
        ("1 200", (2, 4)),
        ("1.20e3", (3, 3)),
        ("-4.5 px", (2, 2)),
        ("0", (1, 1)),
        ("2/7", (0, 0)),
    ],
)
def test_figures_are_counted_as_they_are_taught(text, figures):
    assert count_figures(text) == figures


@pytest.mark.parametrize("text", ["0.286", ".286", "2.86e-1", "0,286"])
def test_the_asked_figures_of_the_right_value_are_right(text):
    assert marked(text, 2 / 7).is_right


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.29", "it has 2"),
        ("0.2857", "it has 4"),
        ("0.285714286", "it has 9"),
        ("0.2860", "it has 4"),
        ("2/7", "it is a fraction"),
    ],
)
def test_a_right_value_with_other_figures_is_told_apart_and_earns_the_authors_credit(text, words):
    given = marked(text, 2 / 7)
    assert (given.score, given.is_right, given.receipt["outcome"]) == (0.5, False, "precision")
    assert "Your value is right" in given.feedback and words in given.feedback
    assert marked(text, 2 / 7, DecimalSpec(figures=3)).score == 0
    assert marked(text, 2 / 7, DecimalSpec(figures=3, credit=1.0)).is_right


@pytest.mark.parametrize("text", ["0.287", "0.3", "0.31", "2.86"])
def test_a_wrong_value_is_wrong_whatever_its_figures(text):
    assert marked(text, 2 / 7).score == 0


def test_a_value_that_is_cut_instead_of_rounded_is_told_so():
    given = marked("0.285", 2 / 7)
    assert (given.score, given.receipt["outcome"]) == (0, "precision")
    assert "do not cut" in given.feedback


def test_a_mistake_is_diagnosed_whatever_its_figures():
    mistakes = [Mistake("upside-down", "Upside down", 3.5, "It is upside down.")]
    for text in ("3.50", "3.5", "7/2"):
        assert marked(text, 2 / 7, mistakes=mistakes).diagnosis == ("upside-down",)
    # A mistake that rounds to the key is no diagnosis of the right value.
    near = [Mistake("near", "Near", 0.28572, "Near.")]
    assert marked("0.2857", 2 / 7, mistakes=near).receipt["outcome"] == "precision"


@given(st.floats(1e-9, 1e9), st.integers(1, 9))
def test_the_key_with_its_figures_is_right_when_it_is_typed(key, figures):
    spec = DecimalSpec(figures=figures)
    shown = KIND.show(spec.presentable(key), spec)
    assert KIND.matches(KIND.parse(shown, spec), key, spec)


def test_the_phrase_and_the_rule_name_the_figures():
    assert KIND.expected(THREE) == "a number with 3 significant figures, such as 0.123"
    assert "3 significant figures" in KIND.rule(THREE)


@pytest.mark.parametrize("raw", [{"figures": 0}, {"figures": 3, "places": 2}, {"figures": 2.5}])
def test_wrong_options_are_told(raw):
    with pytest.raises(SpecError) as caught:
        KIND.read_spec(raw)
    assert caught.value.key == "figures"
