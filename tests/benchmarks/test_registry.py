"""The bookkeeping of measurements: what a goal means and what the file holds."""

import pytest

from tests.benchmarks.registry import Row, time_of


def test_a_goal_is_met_up_to_its_number():
    assert Row("a", 2.0, "s", at_most=2.0).is_good
    assert not Row("a", 2.1, "s", at_most=2.0).is_good


def test_a_lower_bound_is_met_down_to_its_number():
    assert Row("a", 0.95, "", at_least=0.95).is_good
    assert not Row("a", 0.94, "", at_least=0.95).is_good


def test_the_table_and_the_file_tell_which_bound_a_goal_is():
    upper, lower = Row("a", 1.0, "s", at_most=2), Row("a", 1.0, "s", at_least=2)
    assert upper.to_text().endswith("<= 2")
    assert lower.to_text().endswith(">= 2  MISSED")
    told = [(row.to_json()["goal"], row.to_json()["goal_is"]) for row in (upper, lower)]
    assert told == [(2, "at_most"), (2, "at_least")]


def test_a_row_has_one_goal():
    with pytest.raises(ValueError, match="two goals"):
        Row("a", 1.0, "s", at_most=2, at_least=1)


def test_without_a_goal_a_number_is_only_watched():
    row = Row("a", 1e9, "ms")
    assert row.to_json()["goal"] is None and row.to_json()["ok"] is True
    assert row.to_text().endswith(" -")


def test_the_warm_up_is_not_timed():
    calls: list[int] = []
    time_of(lambda: calls.append(len(calls)), n_runs=3, n_warm_up=2)
    assert len(calls) == 5
