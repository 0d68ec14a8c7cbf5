"""Known bugs are named, unknown ones described, and nothing hidden is said."""

import json

import numpy as np
import pytest

from grader import diagnosis
from grader.grading import grade_source
from grader.problems import get_problem
from grader.problems.conv2d.findings import CONDITIONS, FINDINGS
from grader.proving.solutions import read_references, read_wrong
from questions.misconceptions import Misconception, misconceptions_of
from questions.solver import conv2d
from tests.grader.conftest import mapped


def ids(report) -> list[str]:
    return [mistake.id for mistake in report.diagnosis]


def solve(image, kernel, stride=1, padding=0):
    return conv2d(image, kernel, stride=stride, padding=padding)


# Only the jail hands out arrays with gaps in memory; see test_solutions_in_sandbox.
NEEDS_THE_JAIL = {"memory_layout_assumed"}
# Every kernel of this problem is square: here that is no mistake.
RIGHT_HERE = {"square-kernel-assumed"}


@pytest.mark.parametrize(
    "sample", [s for s in read_wrong("conv2d") if s.name not in NEEDS_THE_JAIL], ids=str
)
def test_a_wrong_solution_is_rejected_and_named_for_any_seed(grade, sample):
    for seed in ("0", "5eed"):
        report = grade(sample.source, seed=seed)
        assert report.verdict == sample.verdict, report.message
        found = ids(report)
        assert not sample.diagnosis or sample.is_named_by(found), (seed, found)


@pytest.mark.parametrize("sample", read_references("conv2d"), ids=str)
def test_a_reference_solution_is_accepted_for_any_seed_without_diagnosis(grade, sample):
    for seed in range(6):
        report = grade(sample.source, seed=f"{seed:x}")
        assert (report.verdict, report.score, ids(report)) == ("accepted", 1.0, []), report.message


@pytest.mark.parametrize(
    "mistake",
    [m for m in misconceptions_of("conv2d") if m.id not in RIGHT_HERE],
    ids=lambda m: m.id,
)
def test_every_registered_bug_is_rejected_and_found_again_from_its_outputs(grade, mistake):
    def wrong(image, kernel, stride=1, padding=0):
        return mistake.function(image, kernel, stride=stride, padding=padding)

    report = grade(wrong)
    assert report.verdict != "accepted"
    assert mistake.id in ids(report)


def test_a_flipped_kernel_is_named_as_such_in_words(grade):
    report = grade(lambda x, k, s=1, p=0: conv2d(x, k[::-1, ::-1], stride=s, padding=p))
    assert ids(report) == ["kernel-flipped"]
    assert "cross-correlation" in report.diagnosis[0].explanation


def test_a_bug_in_one_branch_is_named_too(grade):
    def wrong(x, k, s=1, p=0):
        return solve(x, k[::-1, ::-1] if s > 1 else k, s, p)

    assert ids(grade(wrong)) == ["kernel-flipped"]


def test_several_bugs_with_the_same_outputs_are_all_named_and_said_to_be_several(
    grade, monkeypatch
):
    def flipped(image, kernel, *, stride=1, padding=0, dilation=1):
        return conv2d(image, kernel[::-1, ::-1], stride=stride, padding=padding)

    twins = [
        Misconception(f"twin-{n}", 1, "Twin", "conv2d", flipped, "Flipped.", "a test")
        for n in (1, 2)
    ]
    monkeypatch.setattr(diagnosis, "misconceptions_of", lambda _: tuple(twins))
    report = grade(lambda x, k, s=1, p=0: conv2d(x, k[::-1, ::-1], stride=s, padding=p))
    assert ids(report) == ["twin-1", "twin-2"]
    assert all("More than one known mistake" in d.explanation for d in report.diagnosis)


def test_two_bugs_at_once_are_not_taken_for_one_of_them(grade):
    def wrong(x, k, s=1, p=0):
        return np.maximum(solve(x, k[::-1, ::-1], s, p), 0)

    assert "relu-inside" not in ids(grade(wrong))


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("scaled-output", lambda x, k, s=1, p=0: 2 * solve(x, k, s, p)),
        ("not-linear", lambda x, k, s=1, p=0: solve(x, k, s, p) + 1.0),
        ("not-linear", lambda x, k, s=1, p=0: np.clip(solve(x, k, s, p), -9, 9)),
        ("shape-one-too-large", lambda x, k, s=1, p=0: np.pad(solve(x, k, s, p), (0, 1))),
        ("shape-one-too-small", lambda x, k, s=1, p=0: solve(x, k, s, p)[1:, 1:]),
        ("another-number-of-dimensions", lambda x, k, s=1, p=0: solve(x, k, s, p)[..., None]),
        ("kernel-flipped", lambda x, k, s=1, p=0: solve(x, k[::-1, ::-1], s, 0)),
        ("only-with-stride", lambda x, k, s=1, p=0: solve(x, k, s, p) + (s - 1) * k.sum()),
        ("only-with-padding", lambda x, k, s=1, p=0: solve(x, k, s, p) + p * k.sum()),
    ],
)
def test_an_unregistered_bug_is_described_by_its_properties(grade, name, function):
    assert name in ids(grade(function))


def test_a_result_that_depends_on_earlier_calls_is_named(grade):
    kept: list[np.ndarray] = []

    def wrong(x, k, s=1, p=0):
        kept.append(solve(x, k, s, p))
        return kept[0] if kept[0].shape == kept[-1].shape else kept[-1]

    assert "state-between-calls" in ids(grade(wrong))


def test_a_changed_input_is_named_beside_the_bug(grade):
    def wrong(x, k, s=1, p=0):
        out = conv2d(x, k[::-1, ::-1], stride=s, padding=p)
        x[0, 0] += 1
        return out

    assert ids(grade(wrong)) == ["kernel-flipped", "input-changed"]


@pytest.mark.parametrize(
    "value",
    [
        np.array(3.0),
        np.zeros((0, 3)),
        np.zeros((2, 2), dtype=bool),
        np.full((3, 3), np.inf),
        np.full((3, 3), 1e308),
        np.zeros((2, 2), dtype=np.uint8),
        np.zeros((1, 1, 1, 1, 1)),
        np.array([["x"]]),
    ],
)
def test_nothing_that_comes_back_breaks_the_diagnosis(grade, caplog, value):
    report = grade(lambda *_: value)
    assert report.verdict in {"wrong_answer", "wrong_shape", "wrong_type"}
    assert "Unable to diagnose" not in caplog.text


def test_a_fault_in_the_diagnosis_takes_nobody_s_verdict_away(grade, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(diagnosis, "misconceptions_of", broken)
    report = grade(lambda x, k, s=1, p=0: solve(x, k, s, p) + 1)
    assert (report.verdict, report.diagnosis) == ("wrong_answer", ())
    assert "Unable to diagnose" in caplog.text


def test_no_explanation_has_a_placeholder_or_a_number_of_a_case():
    for finding in FINDINGS.values():
        assert "{{" not in finding.explanation
    json.dumps([finding.explanation for finding in FINDINGS.values()])
    assert len({condition.id for condition in CONDITIONS}) == len(CONDITIONS)


def test_a_mistake_that_leads_to_no_value_is_still_found_by_the_others(fake_sandbox):
    def wrong(size, kernel, stride=1, padding=0, dilation=1):
        return (size - dilation * (kernel - 1) - 1) // stride + 1

    fake_sandbox.answers = mapped(wrong)
    report = grade_source(get_problem("output_size"), "# not read", seed="5eed")
    (found,) = report.diagnosis
    assert found.id == "padding-ignored"
    # The bank's own words hold the numbers of one question.
    assert "{{" not in found.explanation and "$W + 2P$" in found.explanation
