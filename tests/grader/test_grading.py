"""From a run to a report: verdicts, scores, and what stays hidden."""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from grader.grading import grade_source, new_seed
from grader.problems import get_problem
from grader.report import Report
from grader.sandbox import Call, CallResult, Outcome, ReturnKind, RunResult, StudentError
from questions.solver import conv2d
from tests.grader.conftest import FakeSandbox, call_here, mapped

PROBLEM = get_problem("conv2d")
N_VISIBLE = len(PROBLEM.visible_cases)


def solve(image, kernel, stride=1, padding=0):
    return conv2d(image, kernel, stride=stride, padding=padding)


def ending(outcome: Outcome, *, after: int, **changes):
    """Make the sandbox answer so many calls rightly and then end like this."""

    def answer(_: str, calls: Sequence[Call]) -> RunResult:
        done = tuple(call_here(solve, call) for call in calls[:after])
        rest = (CallResult(ReturnKind.NOT_RUN),) * (len(calls) - after)
        return replace(RunResult(outcome, (*done, *rest), tier="jail"), **changes)

    return answer


@pytest.fixture
def graded(fake_sandbox: FakeSandbox):
    def grade_it(answers):
        fake_sandbox.answers = answers
        return grade_source(PROBLEM, "# not read", seed="5eed")

    return grade_it


def test_expected_outputs_never_enter_the_sandbox(grade, fake_sandbox):
    report = grade(solve)
    assert report.verdict == "accepted"
    sent = [a for call in fake_sandbox.calls for a in call.arguments if isinstance(a, np.ndarray)]
    cases = (*PROBLEM.visible_cases, *PROBLEM.draw_cases(np.random.default_rng(0x5EED)))
    for case in cases:
        expected = PROBLEM.expect(case).array
        if expected.size > 1:
            assert not any(np.array_equal(expected, array) for array in sent), case.name


def test_all_cases_and_probes_go_into_one_run_with_no_name_but_the_stride(grade, fake_sandbox):
    grade(solve)
    assert fake_sandbox.n_runs == 1
    assert [set(call.keywords) for call in fake_sandbox.calls if call.keywords] == [{"stride"}]
    assert {len(call.arguments) for call in fake_sandbox.calls} == {2, 3, 4}


def test_the_visible_cases_enter_with_the_source_and_all_hidden_ones_after_them(
    grade, fake_sandbox
):
    grade(solve)
    n_hidden = len(fake_sandbox.calls) - N_VISIBLE
    joined = [call.is_joined for call in fake_sandbox.calls]
    assert joined == [True] * N_VISIBLE + [False] + [True] * (n_hidden - 1)


def test_the_visible_cases_come_first_so_that_their_prints_know_nothing_hidden(grade):
    report = grade(solve)
    assert [case.is_hidden for case in report.cases[: N_VISIBLE + 1]] == [False] * N_VISIBLE + [
        True
    ]
    assert all(case.is_hidden for case in report.cases[N_VISIBLE:])


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Outcome.TIME_LIMIT, "time_limit"),
        (Outcome.MEMORY_LIMIT, "memory_limit"),
        (Outcome.OUTPUT_LIMIT, "output_limit"),
        (Outcome.CRASHED, "runtime_error"),
        (Outcome.POLICY, "policy_violation"),
    ],
)
def test_what_ends_the_run_is_the_verdict_of_the_case_it_ended_in(graded, outcome, verdict):
    report = graded(ending(outcome, after=6))
    assert report.verdict == verdict
    codes = [case.verdict for case in report.cases]
    assert codes[:6] == ["accepted"] * 6
    assert codes[6] == verdict
    assert set(codes[7:]) == {"not_run"}


def test_a_wrong_answer_before_the_end_does_not_hide_what_ended_the_run(graded):
    def answer(_, calls):
        first = call_here(lambda *_: np.zeros((2, 2)), calls[0])
        return RunResult(
            Outcome.TIME_LIMIT, (first, *(CallResult(ReturnKind.NOT_RUN),) * (len(calls) - 1))
        )

    report = graded(answer)
    assert report.verdict == "time_limit"
    assert [case.verdict for case in report.cases[:3]] == ["wrong_answer", "time_limit", "not_run"]


def test_memory_that_runs_out_in_a_call_is_the_verdict_of_that_call(graded):
    def answer(_, calls):
        error = CallResult(ReturnKind.RAISED, error=StudentError("MemoryError", "", 3))
        rest = (CallResult(ReturnKind.NOT_RUN),) * (len(calls) - 1)
        return RunResult(Outcome.MEMORY_LIMIT, (error, *rest))

    report = graded(answer)
    assert [case.verdict for case in report.cases[:2]] == ["memory_limit", "not_run"]
    assert report.verdict == "memory_limit"


def test_an_end_among_the_probes_is_not_held_against_the_student(graded):
    n_cases = len(graded(mapped(solve)).cases)
    report = graded(ending(Outcome.TIME_LIMIT, after=n_cases))
    assert (report.verdict, report.score) == ("accepted", 1.0)


def test_breaking_the_rules_costs_everything_even_after_the_last_case(graded):
    n_cases = len(graded(mapped(solve)).cases)
    report = graded(ending(Outcome.POLICY, after=n_cases))
    assert (report.verdict, report.score) == ("policy_violation", 0.0)


def test_a_source_that_cannot_be_run_is_refused_with_its_line(graded):
    error = StudentError("SyntaxError", "invalid syntax", 2, ((2, "def conv2d(:"),))
    report = graded(ending(Outcome.REFUSED, after=0, error=error, reason="syntax_error"))
    assert (report.verdict, report.score, report.cases) == ("refused", 0.0, ())
    assert report.message == "SyntaxError: invalid syntax (line 2)"
    assert report.error_lines == ((2, "def conv2d(:"),)


def test_a_source_without_the_function_is_told_its_name(graded):
    report = graded(ending(Outcome.REFUSED, after=0, reason="no_callable"))
    assert "no function conv2d" in report.message


def test_an_exception_in_the_body_is_told_in_full(graded):
    error = StudentError("ModuleNotFoundError", "No module named 'scipy'", 1, ((1, "import x"),))
    report = graded(ending(Outcome.CRASHED, after=0, error=error, reason="raised_at_import"))
    assert report.verdict == "runtime_error"
    assert "ModuleNotFoundError: No module named 'scipy' (line 1)" in report.message
    assert report.error_lines == ((1, "import x"),)


@pytest.mark.parametrize("after", [0, 3])
def test_a_fault_of_ours_has_no_score_and_says_so(graded, after):
    report = graded(ending(Outcome.BROKEN, after=after, detail="bwrap: no user namespace"))
    assert (report.verdict, report.score) == ("system_error", None)
    assert "not your code" in report.message and "bwrap" not in report.message
    assert report.detail == "bwrap: no user namespace"


def test_results_for_another_number_of_calls_are_a_fault_of_ours(graded):
    assert graded(lambda *_: RunResult(Outcome.FINISHED, ())).verdict == "system_error"


@pytest.mark.parametrize(
    ("function", "score"),
    [
        (lambda x, k, s=1, p=0: solve(x, k[::-1], s, p), 0.0),
        (lambda x, k, s=1, p=0: solve(x, k, 1, p), 0.3),
        (lambda x, k, s=1, p=0: solve(x, k, s, 0), 0.5),
        (lambda x, k, s=1, p=0: solve(x, k, s, p).astype(int).astype(float), 0.0),
        (lambda x, k, s=1, p=0: solve(np.asfortranarray(x).copy("C"), k, s, p), 1.0),
    ],
)
def test_the_score_is_the_share_of_the_groups_whose_cases_all_pass(grade, function, score):
    assert grade(function).score == pytest.approx(score)


def test_a_failed_gate_leaves_nothing_however_much_else_passes(graded):
    def answer(_, calls):
        results = [call_here(solve, call) for call in calls]
        results[0] = call_here(lambda *_: np.zeros((2, 2)), calls[0])
        return RunResult(Outcome.FINISHED, tuple(results))

    report = graded(answer)
    assert sum(case.verdict == "accepted" for case in report.cases) == len(report.cases) - 1
    assert report.score == 0.0


def test_prints_are_shown_up_to_the_last_visible_case_and_no_further(grade):
    source = (
        "import numpy as np\n"
        "print('loaded')\n"
        "def conv2d(image, kernel, stride=1, padding=0):\n"
        "    print('first pixel', repr(float(image[0, 0])))\n"
        "    return np.zeros((1, 1))\n"
    )
    report = grade(source)
    assert report.stdout.startswith("loaded\nfirst pixel 1.0\n")
    assert report.stdout.count("first pixel") == N_VISIBLE


def test_no_hidden_number_is_in_what_a_student_could_see(grade):
    """The code does its best to carry its inputs out, on every way there is."""

    def tell_tale(image, kernel, stride=1, padding=0):
        secret = ",".join(repr(float(v)) for v in image.ravel()[:3])
        sys.stdout.write(secret)
        if image.shape[0] % 2:
            raise type(f"Leak_{secret}", (ValueError,), {})(secret)
        return type(f"Leak_{secret}", (), {"__repr__": lambda _: secret})()

    report = grade(tell_tale)
    seen = json.dumps(
        [
            report.message,
            report.stdout,
            report.error_lines,
            [(d.title, d.explanation) for d in report.diagnosis],
            [(case.name, case.message) for case in report.cases],
        ]
    )
    hidden = PROBLEM.draw_cases(np.random.default_rng(0x5EED))
    numbers = {
        repr(float(v)) for case in hidden for array in case.arrays().values() for v in array.ravel()
    }
    long = {text for text in numbers if len(text.strip("-0").replace(".", "")) >= 4}
    assert len(long) > 1000
    assert [text for text in long if text in seen] == []


def test_only_visible_cases_have_a_figure(grade):
    report = grade(lambda *_: np.zeros((3, 3)))
    for case in report.cases:
        assert (case.figure is None) == case.is_hidden


def test_a_figure_shows_arguments_expected_got_and_difference(grade):
    report = grade(lambda x, k, s=1, p=0: solve(x, k, s, p) + 1)
    figure = report.cases[0].figure
    assert figure is not None
    assert figure.arguments["kernel"] == ((1, 2), (3, 4))
    assert figure.options == {"stride": 1, "padding": 0}
    assert figure.expected[0][0] == 18
    assert figure.got is not None and figure.got[0][0] == 19
    assert figure.difference == ((1, 1), (1, 1))


def test_a_result_too_large_to_draw_is_left_out_of_the_figure(grade):
    figure = grade(lambda *_: np.zeros((100, 100))).cases[0].figure
    assert figure is not None
    assert (figure.got, figure.difference) == (None, None)


def test_control_characters_of_the_student_are_not_stored(grade):
    report = grade("print('a\\x1b[31mb\\x00c')\ndef conv2d(*a):\n    raise ValueError('\\x00')\n")
    assert report.stdout == "a\ufffd[31mb\ufffdc\n"
    assert "\\u0000" not in json.dumps(report.to_json())
    assert "ValueError: \ufffd" in report.message


def test_seeds_are_fresh_and_long_enough_not_to_be_guessed():
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert {len(seed) for seed in seeds} == {32}


def test_a_seed_repeats_a_grading(grade):
    def wrong(x, k, s=1, p=0):
        return solve(x, k, s, p) * 1.5

    assert grade(wrong, seed="ab") == grade(wrong, seed="ab")
    assert grade(wrong, seed="ab").cases != grade(wrong, seed="ac").cases


def test_a_figure_holds_a_single_number_as_a_cell(fake_sandbox):
    fake_sandbox.answers = mapped(lambda size, *_: size)
    report = grade_source(get_problem("output_size"), "# not read", seed="5eed")
    figure = report.cases[0].figure
    assert figure is not None
    assert (figure.arguments, figure.options["size"]) == ({}, 7)
    assert (figure.expected, figure.got, figure.difference) == (5, 7, 2)
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report
