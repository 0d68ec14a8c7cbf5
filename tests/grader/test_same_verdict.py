"""The same submission gets the same verdict, whatever else the machine does."""

import pytest

from grader.grading import grade_source, new_seed
from grader.problems import get_problem
from tests.grader.repeats import count_verdicts, every_core_busy, programs

pytestmark = pytest.mark.sandbox
# What never ends is run twice each time, to the limit.
N, N_ENDLESS = 10, 4


@pytest.fixture(autouse=True)
def own_room(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("name", programs())
def test_gradings_with_every_core_busy_agree(name):
    source, verdict = programs()[name]
    with every_core_busy():
        counts = count_verdicts(source, n=N_ENDLESS if verdict == "time_limit" else N)
    assert len(counts) == 1
    ((found, _score),) = counts
    assert found == verdict


def test_the_processor_clock_does_not_count_what_neighbours_use():
    """With every core busy the same work takes longer, but not more of the processor's time."""
    source = programs()["right, half the time limit"][0]
    with every_core_busy():
        report = grade_source(get_problem("conv2d"), source, seed=new_seed())
    assert report.verdict == "accepted"
    assert 0.12 <= report.time_s < 0.3
