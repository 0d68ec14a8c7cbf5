"""A small crowd against the real service; `make bench ONLY=exam_load` is the full form."""

import pytest

from tests.load.run import Plan, run_crowd
from tests.load.service import open_service

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]

_PLAN = Plan(n_students=30, save_s=10, every_s=2.5, n_saves_each=2, must_finish=True)


@pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def test_a_crowd_starts_is_saved_and_finishes_without_an_error(store, tmp_path):
    with open_service(store, tmp_path) as service:
        outcome = run_crowd(service, _PLAN)
    shown = outcome.to_text()
    assert outcome.book["failed"] == {}, shown
    assert outcome.of("start", "n") == _PLAN.n_students, shown
    # Each student saves about four times; the first save comes after up to one interval.
    assert outcome.of("save", "n") >= 3 * _PLAN.n_students, shown
    assert outcome.of("save", "n") == outcome.audit.n_acknowledged, shown
    assert (outcome.audit.lost, outcome.audit.spoilt) == ((), ()), shown
    # Far above the goals of the full form: other tests share the machine.
    assert outcome.of("save", "p50_ms") < 2_000, shown
