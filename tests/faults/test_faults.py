"""kill -9 in the middle of an exam; `make bench ONLY=exam_faults` is the form with 500 students."""

import pytest

from tests.faults.run import FaultPlan, run_faults
from tests.load.run import Plan
from tests.load.service import open_service

pytestmark = [pytest.mark.worker, pytest.mark.sandbox]

_PLAN = FaultPlan(Plan(n_students=100, save_s=40, must_finish=True, is_patient=True))


@pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
@pytest.mark.timeout(600)
def test_whatever_is_killed_nothing_acknowledged_is_lost_and_nobody_is_scored_twice(
    store, tmp_path
):
    with open_service(store, tmp_path) as service:
        outcome = run_faults(service, _PLAN)
    shown = outcome.to_text()
    crowd, found = outcome.crowd, outcome.testimony
    assert (crowd.audit.lost, crowd.audit.spoilt, outcome.lost_at_once) == ((), (), []), shown
    assert crowd.audit.n_acknowledged >= 3 * _PLAN.crowd.n_students, shown
    # They came back by themselves, after a failure that everybody met.
    assert crowd.n_failed("save for good", "finish for good", "start") == 0, shown
    assert crowd.n_failed("save") > 0 and crowd.book["recoveries"]["n"] > 0, shown
    assert found.n_finished == found.n_attempts == _PLAN.crowd.n_students, shown
    twice = (found.finished_twice, found.scored_twice, found.settled_twice)
    assert twice == ((), (), ()), shown
    assert (found.submitted_twice, found.marked_twice) == ((), ()), shown
    assert found.n_submissions > 0 and found.n_ungraded == 0, shown
