"""The belief about an ability: what answers and time may do to it, and what they may not."""

import math
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examcenter.practice.mastery import (
    DIFFICULTY,
    FEWEST_ANSWERS,
    PRIOR_VARIANCE,
    Belief,
    after_answer,
    after_days,
    chance,
    mastery_of,
    part_weight,
)

# The machine may be busy with other tests; nothing here depends on its speed.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
beliefs = st.builds(Belief, mean=st.floats(-8, 8), variance=st.floats(0.01, PRIOR_VARIANCE))
levels = st.sampled_from(sorted(DIFFICULTY))
guesses = st.sampled_from([0.0, 0.2, 0.25, 0.5])
weights = st.floats(0.05, 1)
scores = st.floats(0, 1)


def _true_chance(ability: float, level: int) -> float:
    return 1 / (1 + math.exp(DIFFICULTY[level] - ability))


def _practise(ability: float, n_answers: int, chances: random.Random) -> Belief:
    """Return the belief after answers of somebody whose ability is known."""
    belief = Belief()
    for number in range(n_answers):
        level = number % 4 + 1
        is_right = chances.random() < _true_chance(ability, level)
        belief = after_answer(belief, level=level, score=float(is_right))
    return belief


@calm
@given(beliefs, levels, guesses, weights)
def test_a_right_answer_never_lowers_what_is_believed_and_a_wrong_one_never_raises_it(
    belief, level, guess, weight
):
    right = after_answer(belief, level=level, score=1.0, guess=guess, weight=weight)
    wrong = after_answer(belief, level=level, score=0.0, guess=guess, weight=weight)

    before = mastery_of(belief, n_answers=9)
    after = mastery_of(right, n_answers=10)
    assert after.estimate >= before.estimate
    assert after.low >= before.low
    assert wrong.mean <= belief.mean


@calm
@given(beliefs, levels, guesses, scores, scores)
def test_a_better_score_is_never_worth_less(belief, level, guess, one, other):
    worse, better = sorted((one, other))

    low = after_answer(belief, level=level, score=worse, guess=guess)
    high = after_answer(belief, level=level, score=better, guess=guess)
    assert low.mean <= high.mean


def test_a_right_first_answer_is_worth_more_the_harder_the_question():
    means = [after_answer(Belief(), level=level, score=1.0).mean for level in sorted(DIFFICULTY)]

    assert means == sorted(set(means))


@calm
@given(beliefs, levels, guesses, weights, scores)
def test_every_answer_makes_it_surer(belief, level, guess, weight, score):
    after = after_answer(belief, level=level, score=score, guess=guess, weight=weight)

    assert 0 < after.variance <= belief.variance


@calm
@given(beliefs, levels)
def test_a_right_guess_is_worth_less_than_a_right_answer_without_options(belief, level):
    typed = after_answer(belief, level=level, score=1.0)
    guessed = after_answer(belief, level=level, score=1.0, guess=0.25)

    assert guessed.mean <= typed.mean


@calm
@given(beliefs, st.floats(-10, 2000), st.floats(0, 2000))
def test_time_makes_it_less_sure_up_to_not_knowing_and_moves_nothing(belief, days, more):
    later = after_days(belief, days)

    assert later.mean == belief.mean
    assert belief.variance <= later.variance <= PRIOR_VARIANCE
    assert after_days(belief, days + more).variance >= later.variance


@calm
@given(beliefs)
def test_the_interval_holds_the_estimate_and_is_a_chance(belief):
    shown = mastery_of(belief, n_answers=5)

    assert 0 <= shown.low <= shown.estimate <= shown.high <= 1


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_too_few_answers_say_nothing_and_enough_do(score):
    belief, known = Belief(), []
    for n_answers in range(1, 9):
        belief = after_answer(belief, level=2, score=score)
        known.append(mastery_of(belief, n_answers=n_answers).is_known)

    assert not any(known[: FEWEST_ANSWERS - 1])
    assert known[-1]


def test_what_was_known_a_year_ago_is_not_known_any_more():
    belief = _practise(1.0, 40, random.Random(1))

    assert mastery_of(belief, n_answers=40).is_known
    assert not mastery_of(after_days(belief, 365), n_answers=40).is_known


@pytest.mark.parametrize("ability", [-1.5, 0.0, 1.5])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(ability):
    chances = random.Random(7)
    n_people, n_held, estimates = 300, 0, []
    for _ in range(n_people):
        shown = mastery_of(_practise(ability, 40, chances), n_answers=40)
        truth = 1 / (1 + math.exp(-ability))
        n_held += shown.low <= truth <= shown.high
        estimates.append(shown.estimate)

    # Eight in ten are promised; one step of updating is an approximation.
    assert 0.72 <= n_held / n_people <= 0.93
    assert sum(estimates) / n_people == pytest.approx(truth, abs=0.06)


def test_parts_of_one_question_count_for_less_than_questions_of_their_own():
    assert part_weight(1) == 1
    assert 1 < 4 * part_weight(4) < 2
    assert [part_weight(n) > part_weight(n + 1) for n in range(1, 9)] == [True] * 8


@calm
@given(beliefs)
def test_a_higher_level_is_never_easier(belief):
    chances = [chance(belief, level) for level in sorted(DIFFICULTY)]

    assert chances == sorted(chances, reverse=True)
