"""Every reference and wrong solution of every problem, in the real jail, with mutants beside."""

import pytest

from grader.grading import grade_source, new_seed
from grader.problems import get_problem, problem_slugs
from grader.proving.mutants import derive_mutants, take_sample
from grader.proving.proof import NAMED_SHARE, Fate, Graded, Proof, Subjects, prove
from grader.proving.solutions import Solution, read_references, read_wrong

# On a busy machine a hundred jails take minutes.
pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(600)]

# Of each problem, evenly spread; ``check_problem`` takes all of them.
N_MUTANTS = {"conv2d": 120}
N_MUTANTS_ELSEWHERE = 40
# How many different bugs of a problem are written by hand.
N_DISTINCT = {"conv2d": 60}
# One draw, the same in every run: what is red stays red until it is mended.
SEED = "5eed"
PAIRS = [(slug, s) for slug in problem_slugs() for s in (*read_references(slug), *read_wrong(slug))]


@pytest.fixture(scope="module")
def proofs() -> dict[str, Proof]:
    """Prove every problem with all its solutions and a fixed sample of its mutants.

    ``check_problem`` takes all mutants and several draws.
    """
    found = {}
    for slug in problem_slugs():
        problem, references = get_problem(slug), read_references(slug)
        n_mutants = N_MUTANTS.get(slug, N_MUTANTS_ELSEWHERE)
        mutants = take_sample(derive_mutants(references, problem.function), n_mutants)
        subjects = Subjects(references, read_wrong(slug), mutants)
        found[slug] = prove(problem, subjects, [SEED], n_compared=100)
    return found


@pytest.mark.parametrize(("slug", "sample"), PAIRS, ids=str)
def test_it_gets_the_verdict_and_the_diagnosis_in_its_header(
    proofs: dict[str, Proof], slug: str, sample: Solution
):
    graded: Graded = next(g for g in proofs[slug].graded if g.solution == sample)
    report = graded.report
    assert graded.is_as_promised, (report.verdict, graded.found, report.message, report.detail)
    if sample.verdict == "accepted":
        assert (report.score, graded.found) == (1.0, ())
    assert report.sandbox_tier


@pytest.mark.parametrize("slug", problem_slugs())
def test_no_wrong_solution_and_no_mutant_lives(proofs, slug):
    proof = proofs[slug]
    assert proof.faults() == [], proof.seeds
    assert proof.count(Fate.KILLED, proof.wrong) == len(proof.wrong)
    assert proof.count(Fate.KILLED, proof.mutants) > 0.9 * len(proof.mutants) > 0


@pytest.mark.parametrize("slug", problem_slugs())
def test_there_are_several_styles_and_enough_distinct_bugs(proofs, slug):
    assert len(read_references(slug)) >= 4
    assert proofs[slug].n_distinct(proofs[slug].wrong) >= N_DISTINCT.get(slug, 20)
    assert len({sample.diagnosis for sample in read_wrong(slug)}) >= 15


@pytest.mark.parametrize("slug", problem_slugs())
def test_four_wrong_solutions_in_five_are_named(proofs, slug):
    assert proofs[slug].named_share >= NAMED_SHARE


def test_prints_of_hidden_cases_are_not_in_the_report():
    source = "print('loaded')\ndef conv2d(*a, **k):\n    print('called')\n"
    report = grade_source(get_problem("conv2d"), source, seed=new_seed())
    n_visible = len(get_problem("conv2d").visible_cases)
    assert report.stdout == "loaded\n" + "called\n" * n_visible


# Counts what has entered when the first case is called, then ends, so that it may eat it.
READS_AHEAD = """
import os, select, sys
wire = sys.modules["child.wire"]
def conv2d(*arguments, **named):
    n_more = wire._rest[wire._n_used:].count(b"ECF1")
    while select.select([3], [], [], 0.2)[0]:
        n_more += os.read(3, 1 << 20).count(b"ECF1")
    print("calls that have entered:", 1 + n_more, flush=True)
    os._exit(0)
"""


def test_hidden_inputs_enter_after_everything_that_is_shown():
    problem = get_problem("conv2d")
    report = grade_source(problem, READS_AHEAD, seed=new_seed())
    assert report.stdout == f"calls that have entered: {len(problem.visible_cases)}\n"
