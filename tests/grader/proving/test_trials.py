"""Our own programs are run apart from us, with limits, and say what the checker says."""

import time

import numpy as np
import pytest

from grader.problems import get_problem
from grader.proving import trials
from grader.proving.trials import make_trials, run_programs

PROBLEM = get_problem("conv2d")
HEAD = "import numpy as np\n"
RIGHT = """
import numpy as np
def conv2d(image, kernel, stride=1, padding=0):
    x = np.pad(image.astype(float), padding)
    view = np.lib.stride_tricks.sliding_window_view(x, kernel.shape)[::stride, ::stride]
    return np.einsum("ijkl,kl->ij", view, kernel)
"""


@pytest.fixture(scope="module")
def cases():
    rng = np.random.default_rng(5)
    return make_trials(PROBLEM, (*PROBLEM.visible_cases, *PROBLEM.draw_cases(rng)))


def verdicts(answers):
    return {answer.verdict for answer in answers}


def test_a_right_program_is_accepted_and_wrong_ones_get_the_checker_s_verdicts(cases):
    flipped = RIGHT.replace("view, kernel)", "view, kernel[::-1, ::-1])")
    raising = "def conv2d(*a, **k):\n    raise ValueError\n"
    nothing = "def conv2d(*a, **k):\n    pass\n"
    right, wrong, raised, none = run_programs([RIGHT, flipped, raising, nothing], "conv2d", cases)
    assert verdicts(right) == {"accepted"} and not any(answer.is_kill for answer in right)
    assert verdicts(wrong) == {"accepted", "wrong_answer"}
    assert verdicts(raised) == {"runtime_error"}
    assert verdicts(none) == {"wrong_type"}


def test_a_crash_or_an_endless_loop_takes_no_other_program_along(cases, monkeypatch):
    monkeypatch.setattr(trials, "_CPU_S", 0.3)
    crash = "import os\ndef conv2d(*a, **k):\n    os.abort()\n"
    endless = "def conv2d(*a, **k):\n    while True: pass\n"
    hungry = HEAD + "def conv2d(*a, **k):\n    return np.ones(10**10)\n"
    given = run_programs([RIGHT, crash, RIGHT, endless, hungry, RIGHT], "conv2d", cases)
    assert [verdicts(given[at]) for at in (0, 2, 5)] == [{"accepted"}] * 3
    assert [answer.verdict for answer in given[1][:2]] == ["runtime_error", "not_run"]
    assert [answer.verdict for answer in given[3][:2]] == ["time_limit", "not_run"]
    assert verdicts(given[4]) == {"runtime_error"}


def test_a_program_that_only_waits_is_stopped_by_the_clock_on_the_wall(cases, monkeypatch):
    monkeypatch.setattr(trials, "_WALL_S", 0.5)
    started = time.monotonic()
    sleeping = "import time\ndef conv2d(*a, **k):\n    time.sleep(60)\n"
    (answers,) = run_programs([sleeping], "conv2d", cases[:2])
    assert answers[0].verdict == "time_limit"
    assert time.monotonic() - started < 20


def test_a_program_that_does_not_load_is_killed_everywhere(cases):
    (answers,) = run_programs(["1 / 0\n"], "conv2d", cases)
    assert verdicts(answers) == {"runtime_error"}


def test_brief_ends_with_the_first_kill(cases):
    program = "def conv2d(*a, **k):\n    return 1\n"
    (answers,) = run_programs([program], "conv2d", cases, is_brief=True)
    assert [answer.verdict for answer in answers[:2]] == ["wrong_type", "not_run"]
    assert len(answers) == len(cases)


def test_programs_see_the_memory_layouts_of_the_jail_and_named_arguments(cases):
    program = (
        "def conv2d(image, kernel, stride=1, padding=0):\n"
        "    raise type(f'C{int(image.flags.c_contiguous)}{int(kernel.flags.c_contiguous)}',"
        " (Exception,), {})\n"
    )
    (answers,) = run_programs([program], "conv2d", cases)
    assert {answer.digest[-3:] for answer in answers} == {"C11", "C01", "C10"}
    (named,) = run_programs([RIGHT.replace("stride=1", "step=1")], "conv2d", cases)
    assert sum(answer.is_kill for answer in named) == len(named)


def test_programs_that_behave_alike_have_one_digest_and_others_not(cases):
    # The same sums, added up in another order.
    other = RIGHT.replace('np.einsum("ijkl,kl->ij", view, kernel)', "(view * kernel).sum((2, 3))")
    changing = RIGHT.replace("    return", "    image[...] = 0\n    return")
    first, second, third = run_programs([RIGHT, other, changing], "conv2d", cases)
    assert [answer.digest for answer in first] == [answer.digest for answer in second]
    assert all(a.digest != b.digest for a, b in zip(first, third, strict=True))
    assert "input_changed" in verdicts(third)
