"""The bookkeeping of measurements: what a goal means and what the file holds."""

from tests.benchmarks.registry import Row, time_of


def test_a_goal_is_met_up_to_its_number():
    assert Row("a", 2.0, "s", at_most=2.0).is_good
    assert not Row("a", 2.1, "s", at_most=2.0).is_good


def test_without_a_goal_a_number_is_only_watched():
    row = Row("a", 1e9, "ms")
    assert row.to_json() == {"name": "a", "value": 1e9, "unit": "ms", "goal": None, "ok": True}


def test_the_warm_up_is_not_timed():
    calls: list[int] = []
    time_of(lambda: calls.append(len(calls)), n_runs=3, n_warm_up=2)
    assert len(calls) == 5
