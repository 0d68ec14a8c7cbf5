"""Every reference and wrong solution of every problem, in the real jail."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.grading import grade_source, new_seed
from grader.problems import get_problem, problem_slugs
from grader.proving.solutions import Solution, read_references, read_wrong
from grader.report import Report

pytestmark = pytest.mark.sandbox

PAIRS = [(slug, s) for slug in problem_slugs() for s in (*read_references(slug), *read_wrong(slug))]


@pytest.fixture(scope="module")
def reports() -> dict[tuple[str, str], Report]:
    """Grade all solutions, two at a time: most of a run is waiting for the jail."""

    def grade(pair: tuple[str, Solution]) -> Report:
        slug, sample = pair
        return grade_source(get_problem(slug), sample.source, seed=new_seed())

    with ThreadPoolExecutor(2) as pool:
        graded = pool.map(grade, PAIRS)
        return {(slug, s.name): report for (slug, s), report in zip(PAIRS, graded, strict=True)}


@pytest.mark.parametrize(("slug", "sample"), PAIRS, ids=str)
def test_it_gets_the_verdict_and_the_diagnosis_in_its_header(reports, slug, sample):
    report = reports[slug, sample.name]
    assert report.verdict == sample.verdict, (report.message, report.detail)
    found = [mistake.id for mistake in report.diagnosis]
    if sample.verdict == "accepted":
        assert (report.score, found) == (1.0, [])
    elif sample.diagnosis:
        assert sample.is_named_by(found), found
    assert report.sandbox_tier


@pytest.mark.parametrize("slug", problem_slugs())
def test_there_are_several_styles_and_enough_wrong_solutions(slug):
    assert len(read_references(slug)) >= 4
    wrong = read_wrong(slug)
    assert len(wrong) >= 60
    assert len({sample.diagnosis for sample in wrong}) >= 15


def test_four_wrong_solutions_in_five_are_named(reports):
    wrong = [(slug, s) for slug, s in PAIRS if s.verdict != "accepted"]
    named = [s for slug, s in wrong if s.diagnosis]
    assert len(named) >= 0.8 * len(wrong)


def test_prints_of_hidden_cases_are_not_in_the_report(reports):
    source = "print('loaded')\ndef conv2d(*a):\n    print('called')\n"
    report = grade_source(get_problem("conv2d"), source, seed=new_seed())
    n_visible = len(get_problem("conv2d").visible_cases)
    assert report.stdout == "loaded\n" + "called\n" * n_visible
