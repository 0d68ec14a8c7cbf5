"""Every problem folder is complete, and its cases are fresh, named by their corners and right."""

import re

import numpy as np
import pytest

from grader.problems import Case, get_problem, problem_slugs
from grader.problems.loader import _HERE
from grader.proving.solutions import read_references, read_wrong
from grader.sandbox import Call
from questions.misconceptions import MISCONCEPTIONS
from tests.grader.conftest import run_here

SLUGS = problem_slugs()
FILES = ("__init__.py", "problem.yaml", "cases.py", "contract.py", "properties.py")


def draw(slug: str, seed: int) -> tuple[Case, ...]:
    return get_problem(slug).draw_cases(np.random.default_rng(seed))


def looks(case: Case) -> tuple[object, ...]:
    """Return all that a case passes, comparable."""
    arrays = [(k, a.dtype.str, a.shape, a.strides, a.tobytes()) for k, a in case.arrays().items()]
    return (case.name, case.n_given, case.by_name, tuple(case.options().items()), *arrays)


@pytest.mark.parametrize("slug", SLUGS)
def test_its_folder_is_complete(slug):
    folder = _HERE / slug
    assert all((folder / name).is_file() for name in FILES)
    assert len(read_references(slug)) >= 4
    assert len(read_wrong(slug)) >= 20
    for path in (*folder.glob("reference/*.py"), *folder.glob("wrong/*.py")):
        assert path.read_text().startswith("# "), f"{path.name}: says nothing in its first line"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_promised_diagnosis_exists(slug):
    folder = _HERE / slug
    words = "".join(path.read_text() for path in (*folder.glob("*.py"), *_HERE.glob("*.py")))
    for solution in read_wrong(slug):
        for name in filter(None, solution.diagnosis.split(" or ")):
            is_known = name in MISCONCEPTIONS or f'"{name}"' in words
            assert is_known, f"{solution.name}: {name}"


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_seed_draws_the_same_calls_and_another_seed_others(slug):
    one, same, other = ([looks(case) for case in draw(slug, seed)] for seed in (1, 1, 2))
    assert one == same
    assert sum(left != right for left, right in zip(one, other, strict=True)) > 0.8 * len(one)


@pytest.mark.parametrize("slug", SLUGS)
def test_names_are_distinct_and_hold_no_drawn_number(slug):
    problem = get_problem(slug)
    names = [[case.name for case in draw(slug, seed)] for seed in range(3)]
    assert names[0] == names[1] == names[2]
    shown = [case.name for case in problem.visible_cases]
    assert len({*names[0], *shown}) == len(names[0]) + len(shown)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_group_has_hidden_cases_and_the_basics_are_the_gate(slug):
    problem = get_problem(slug)
    groups = {group.name for group in problem.groups}
    assert {case.group for case in draw(slug, 0)} == groups
    assert [group.name for group in problem.groups if group.is_gate] == ["basic"]
    assert sum(group.weight for group in problem.groups) == 100
    assert all(not case.is_hidden for case in problem.visible_cases)
    assert all(case.is_hidden for case in draw(slug, 0))


@pytest.mark.parametrize("slug", SLUGS)
def test_arguments_are_left_out_and_passed_by_name(slug):
    cases = draw(slug, 0)
    assert any(case.n_given < len(case.arguments) for case in cases)
    assert any(case.by_name for case in cases)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_reference_agrees_with_the_solver_on_examples_probes_and_calls_within_the_rules(slug):
    problem = get_problem(slug)
    rng = np.random.default_rng(5)
    cases = [*problem.visible_cases, *problem.draw_probes(rng)]
    cases += [problem.draw_any(rng) for _ in range(40)]
    calls = [Call(case.given(), case.named()) for case in cases]
    run = run_here(read_references(slug)[0].source, problem.function, calls)
    for case, result in zip(cases, run.calls, strict=True):
        expectation = problem.expect(case)
        assert result.kind is expectation.kind, (case.name, result)
        assert result.array is not None
        assert np.allclose(result.array, expectation.array, rtol=1e-9, atol=1e-9), case.name


@pytest.mark.parametrize("slug", SLUGS)
def test_examples_are_small_and_whole(slug):
    for example in get_problem(slug).examples:
        assert example.expected.size <= 60
        for value in (*example.arguments.values(), example.expected):
            if isinstance(value, np.ndarray):
                assert value.size <= 60
                assert np.array_equal(value, np.rint(value * 2) / 2), example.name


@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_names_every_parameter_and_how_hidden_cases_are_made(slug):
    problem = get_problem(slug)
    (head,) = re.findall(r"^def (.*):$", problem.starter, re.MULTILINE)
    assert head == problem.signature
    assert problem.signature.startswith(f"{problem.function}(")
    words = " ".join((problem.statement, *problem.rules))
    for name in re.findall(r"[(,] ?(\w+)", problem.signature):
        assert f"`{name}`" in words or f"`{name}" in words, name
    assert "new for every submission" in words and "earlier calls" in words
