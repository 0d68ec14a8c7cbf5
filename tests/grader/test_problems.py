"""Problem folders: what the student reads, and that the cases reach the corners."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.checker import FLOOR_TOLERANCE, RELATIVE_TOLERANCE
from grader.errors import ProblemError, ProblemNotFound
from grader.problems import Case, get_problem, list_problems, loader, problem_slugs
from questions.solver import conv2d

PROBLEM = get_problem("conv2d")


def draw(seed: int) -> tuple[Case, ...]:
    return PROBLEM.draw_cases(np.random.default_rng(seed))


def side(case: Case) -> int:
    return int(case.arrays()["kernel"].shape[0])


def height(case: Case) -> int:
    return int(case.arrays()["image"].shape[0])


def room(case: Case) -> int:
    return height(case) + 2 * case.options()["padding"] - side(case)


CORNERS = {
    "a non-square image": lambda c: len(set(c.arrays()["image"].shape)) == 2,
    "an even kernel": lambda c: side(c) % 2 == 0,
    "a kernel as large as the image": lambda c: side(c) == height(c),
    "a kernel as large as the padded image": lambda c: room(c) == 0 and c.options()["padding"],
    "a 1 x 1 kernel": lambda c: side(c) == 1,
    "a stride larger than the kernel": lambda c: c.options()["stride"] > side(c),
    "a padding larger than the kernel": lambda c: c.options()["padding"] > side(c),
    "a stride that does not tile": lambda c: room(c) % c.options()["stride"] != 0,
    "whole numbers": lambda c: all(a.dtype.kind == "i" for a in c.arrays().values()),
    "pixels of one byte": lambda c: c.arrays()["image"].dtype == np.uint8,
    "column order": lambda c: (
        c.arrays()["image"].flags.f_contiguous and not c.arrays()["image"].flags.c_contiguous
    ),
    "a kernel in column order": lambda c: (
        side(c) > 1 and not c.arrays()["kernel"].flags.c_contiguous
    ),
    "a kernel larger than 11": lambda c: side(c) > 11,
    "an image of one row": lambda c: height(c) == 1,
    "the stride by name": lambda c: set(c.named()) == {"stride"} and c.options()["stride"] > 1,
    "gaps in memory": lambda c: not c.arrays()["image"].flags.forc,
    "both defaults left out": lambda c: c.n_given == 2,
    "the padding left out": lambda c: c.n_given == 3,
    "outputs below 0.01": lambda c: np.abs(PROBLEM.expect(c).array).max() < 1e-2,
    "more than a thousand outputs": lambda c: PROBLEM.expect(c).array.size > 1000,
    "negative inputs and outputs": lambda c: (
        min(a.min() for a in c.arrays().values()) < 0 and PROBLEM.expect(c).array.min() < 0
    ),
}


@pytest.mark.parametrize("corner", CORNERS)
@pytest.mark.parametrize("seed", range(5))
def test_the_hidden_cases_of_every_seed_reach(corner, seed):
    assert any(CORNERS[corner](case) for case in draw(seed))


@pytest.mark.parametrize("seed", range(5))
def test_two_hidden_cases_have_one_geometry_and_two_have_one_input(seed):
    cases = draw(seed)
    same = [c for c in cases if c.name == "The same shapes, other numbers"][0]
    other = [c for c in cases if c.name == "Large and small numbers"][0]
    assert {k: a.shape for k, a in same.arrays().items()} == {
        k: a.shape for k, a in other.arrays().items()
    }
    assert not np.array_equal(same.arrays()["image"], other.arrays()["image"])
    again = [c for c in cases if c.name == "The first hidden case once more"][0]
    assert np.array_equal(again.arrays()["image"], cases[0].arrays()["image"])
    assert again.arrays()["image"] is not cases[0].arrays()["image"]


def test_the_same_seed_draws_the_same_cases_and_another_seed_others():
    one, same, other = draw(1), draw(1), draw(2)
    for case, repeated in zip(one, same, strict=True):
        assert case.options() == repeated.options()
        assert all(np.array_equal(a, repeated.arrays()[k]) for k, a in case.arrays().items())
    assert not np.array_equal(one[0].arrays()["kernel"], other[0].arrays()["kernel"])


def test_no_kernel_is_symmetric_and_outputs_are_negative_somewhere():
    for seed in range(5):
        for case in draw(seed):
            kernel = case.arrays()["kernel"]
            assert kernel.shape[0] == kernel.shape[1]
            assert kernel.size == 1 or not np.array_equal(kernel, kernel[::-1, ::-1])
            assert case.group == "numbers" or PROBLEM.expect(case).array.min() < 0
            assert kernel.dtype != np.uint8, "two byte arrays would wrap around in the lesson"


def test_the_exact_groups_are_exact_in_float32():
    for case in draw(3):
        if case.group == "numbers":
            continue
        image, kernel = (a.astype(np.float32) for a in case.arrays().values())
        windows = np.lib.stride_tricks.sliding_window_view(
            np.pad(image, case.options()["padding"]), kernel.shape
        )[:: case.options()["stride"], :: case.options()["stride"]]
        narrow = (windows * kernel).sum(axis=(2, 3), dtype=np.float32)
        assert np.array_equal(narrow, PROBLEM.expect(case).array), case.name


def test_every_case_belongs_to_a_group_and_every_group_has_hidden_cases():
    names = {group.name for group in PROBLEM.groups}
    assert {case.group for case in draw(0)} == names
    assert {case.group for case in PROBLEM.visible_cases} <= names
    assert [group.name for group in PROBLEM.groups if group.is_gate] == ["basic"]


def test_the_names_of_the_cases_are_distinct():
    names = [case.name for case in (*PROBLEM.visible_cases, *draw(0))]
    assert len(set(names)) == len(names)


def test_the_examples_are_small_whole_and_right():
    assert len(PROBLEM.examples) == 4
    for example in PROBLEM.examples:
        arguments: dict[str, Any] = dict(example.arguments)
        image, kernel, stride, padding = arguments.values()
        assert image.size <= 25 and np.array_equal(image, np.rint(image))
        assert np.array_equal(
            example.expected, conv2d(image, kernel, stride=stride, padding=padding)
        )
    options = [(e.arguments["stride"], e.arguments["padding"]) for e in PROBLEM.examples]
    assert (2, 0) in options and (1, 1) in options


def test_the_lesson_s_example_is_worked_by_hand():
    example = PROBLEM.examples[0]
    # [[1 2] [3 1]] under [[1 2] [3 4]]: 1 + 4 + 9 + 4.
    assert example.expected[0, 0] == 18


def test_the_published_tolerance_is_the_one_that_is_used():
    rule = next(rule for rule in PROBLEM.rules if "may be off" in rule)
    published = [10.0 ** int(power) for power in re.findall(r"10\^\{(-\d+)\}", rule)]
    assert published == [RELATIVE_TOLERANCE, FLOOR_TOLERANCE]


def test_no_limit_exceeds_what_the_machine_allows(settings):
    loader._load.cache_clear()
    settings.GRADER_TIME_LIMIT_S = 3
    settings.GRADER_MEMORY_LIMIT_BYTES = 1000
    try:
        limits = get_problem("conv2d").limits
        assert (limits.cpu_s, limits.memory_bytes) == (3, 1000)
    finally:
        loader._load.cache_clear()


def test_it_names_the_known_problems_when_one_is_unknown():
    with pytest.raises(ProblemNotFound, match=r"'../conv2d'.*expected one of conv2d"):
        get_problem("../conv2d")


def test_it_names_the_keys_of_a_description_that_cannot_be_used(tmp_path):
    path = tmp_path / "problem.yaml"
    path.write_text("slug: x\n")
    with pytest.raises(ProblemError, match=r"found keys \['slug'\], expected .*'groups'"):
        loader._read_yaml(path)


def test_the_list_holds_every_folder():
    assert [problem.slug for problem in list_problems()] == list(problem_slugs())
    assert len(problem_slugs()) >= 8


def test_what_the_cases_import_is_part_of_the_version(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "problem.yaml").write_text("slug: new\n")
    (tmp_path / "drawing.py").write_text("SIDE = 1\n")
    (folder / "cases.py").write_text("from grader.problems.drawing import SIDE\n")
    before = loader._digest(folder)
    (tmp_path / "drawing.py").write_text("SIDE = 2\n")
    assert loader._digest(folder) != before
    # Submissions that were graded by it name this version.
    assert PROBLEM.version == "3e9c8fd35f856661"


def test_an_explanation_with_placeholders_is_refused():
    with pytest.raises(ProblemError, match="the explanation of padding-counted-once has"):
        loader._check(replace(get_problem("output_size"), explanations={}), "output_size", loader)


def test_a_wall_clock_that_runs_out_before_the_processor_clock_is_refused():
    with pytest.raises(ProblemError, match="wall_s 19, expected at least twice cpu_s"):
        loader._limits({"cpu_s": 10, "wall_s": 19, "memory_mib": 256}, "conv2d")
