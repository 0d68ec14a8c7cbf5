"""From marks to scores and from scores to points."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from examcenter.exams.scoring import (
    attempt_score,
    number_words,
    points_words,
    score_words,
    weighted_score,
)

scores = st.floats(min_value=0, max_value=1)
weights = st.floats(min_value=0, max_value=100)


def test_parts_count_by_their_points():
    assert weighted_score({"a": 1, "b": 3}, {"a": 1.0, "b": 0.5}) == 0.625


def test_a_part_without_a_score_counts_as_nothing():
    assert weighted_score({"a": 1, "b": 1}, {"a": 1.0}) == 0.5


def test_a_whole_without_weight_scores_nothing_rather_than_failing():
    assert weighted_score({}, {}) == 0.0
    assert weighted_score({"a": 0}, {"a": 1.0}) == 0.0


@given(st.lists(st.tuples(weights, scores)))
def test_a_score_never_leaves_its_range(parts):
    points = {str(n): weight for n, (weight, _) in enumerate(parts)}
    reached = {str(n): score for n, (_, score) in enumerate(parts)}
    assert 0 <= weighted_score(points, reached) <= 1


@given(st.lists(scores, min_size=1, max_size=12))
def test_full_scores_make_a_full_score(lengths):
    points = {str(n): length + 0.1 for n, length in enumerate(lengths)}
    assert weighted_score(points, dict.fromkeys(points, 1.0)) == pytest.approx(1)


def test_the_best_round_of_a_slot_counts():
    assert attempt_score([(1, 1.0, 0.25), (1, 1.0, 1.0), (1, 1.0, None)]) == 1.0


def test_a_new_round_without_an_answer_lowers_nothing():
    assert attempt_score([(1, 2.0, 1.0), (2, 2.0, None)]) == attempt_score(
        [(1, 2.0, 1.0), (1, 2.0, None), (2, 2.0, None)]
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1, "1"), (2.5, "2.5"), (1 / 3, "0.33"), (10, "10"), (100.0, "100")],
)
def test_numbers_of_points_are_short(value, words):
    assert number_words(value) == words


def test_one_point_is_singular():
    assert points_words(1) == "1 point"
    assert points_words(2.5) == "2.5 points"
    assert score_words(1.0, 1) == "1 of 1 point"


def test_points_out_of_points_have_the_right_case_in_german():
    with translation.override("de"):
        assert score_words(0.5, 15) == "7,5 von 15 Punkten"
        assert score_words(1, 1) == "1 von 1 Punkt"
