"""Every file in ``tests/grader/attacks`` ends with the verdict in its name, in time, traceless.

A file is named ``<verdict>__<what>.py``; its first comments name the row of the attack catalogue
and, after ``expect:``, the reason or the type of exception that must be reported.
"""

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import Call, Limits, Outcome, ReturnKind, RunResult, run
from tests.grader.sandbox.conftest import CONV2D, right_answer

ATTACKS = Path(__file__).parents[1] / "attacks"
FILES = sorted(ATTACKS.glob("*__*.py"))
# Short, so that the whole corpus takes a minute; an innocent call here takes a millisecond. Who
# burns CPU must meet the CPU clock first, however busy the machine is; who sleeps, the wall clock.
LIMITS = Limits(cpu_s=0.8, wall_s=8, memory_bytes=128 << 20, result_bytes=4 << 20)
SLEEPERS_LIMITS = replace(LIMITS, wall_s=0.8)
# What starting a cold jail may take on a busy machine, before the student's clock starts.
START_S = 2.0

_RNG = np.random.default_rng(7)
INPUTS = [(_RNG.normal(size=(6, 5)), _RNG.normal(size=(3, 2))) for _ in range(2)]
CALLS = [Call(pair) for pair in INPUTS]
# As a grading sends them: all that may enter together, together.
JOINED_CALLS = [Call(pair, is_joined=number > 0) for number, pair in enumerate(INPUTS)]

_BY_OUTCOME = {
    Outcome.REFUSED: "refused",
    Outcome.TIME_LIMIT: "time_limit",
    Outcome.MEMORY_LIMIT: "memory_limit",
    Outcome.OUTPUT_LIMIT: "output_limit",
    Outcome.CRASHED: "runtime_error",
    Outcome.POLICY: "policy",
    Outcome.BROKEN: "system_error",
}
_BY_KIND = {
    ReturnKind.RAISED: "runtime_error",
    ReturnKind.WRONG_TYPE: "wrong_type",
    ReturnKind.SCALAR: "wrong_type",
    ReturnKind.TUPLE: "wrong_type",
}


def verdict_of(result: RunResult) -> str:
    """Return the verdict that a grader would give, from the first call that is not right."""
    if result.outcome is not Outcome.FINISHED:
        return _BY_OUTCOME[result.outcome]
    for call, (image, kernel) in zip(result.calls, INPUTS, strict=True):
        if call.kind is not ReturnKind.ARRAY:
            return _BY_KIND[call.kind]
        if call.is_input_changed:
            return "input_changed"
        wanted = right_answer(image, kernel)
        assert call.array is not None
        if call.array.shape != wanted.shape or not np.allclose(call.array, wanted):
            return "wrong_answer"
    return "accepted"


def expectations(text: str) -> set[str]:
    """Return the reasons that the file's header allows; empty when it names none."""
    for line in text.splitlines()[:4]:
        if line.startswith("# expect: "):
            return set(line.removeprefix("# expect: ").split("|"))
    return set()


@pytest.mark.sandbox
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.usefixtures("nothing_left")
def test_the_attack_gets_the_verdict_in_its_name(path: Path):
    check_attack(path, JOINED_CALLS)


@pytest.mark.sandbox
@pytest.mark.parametrize("path", FILES[1::3], ids=lambda path: path.stem)
@pytest.mark.usefixtures("nothing_left")
def test_the_attack_gets_the_same_verdict_call_by_call(path: Path):
    check_attack(path, CALLS)


@pytest.mark.sandbox
@pytest.mark.parametrize("path", FILES[::6], ids=lambda path: path.stem)
@pytest.mark.usefixtures("cold", "nothing_left")
def test_the_attack_gets_the_same_verdict_in_a_jail_of_its_own(path: Path):
    check_attack(path, CALLS)


def check_attack(path: Path, calls: list[Call]) -> None:
    """Run one attack and compare all that can be said about it."""
    source = path.read_bytes().decode("utf-8")
    limits = SLEEPERS_LIMITS if expectations(source) == {"wall"} else LIMITS
    started = time.monotonic()
    result = run(source, "conv2d", calls, limits)
    took_s = time.monotonic() - started

    errors = [result.error, *(call.error for call in result.calls)]
    said = {result.reason} | {error.type for error in errors if error}
    story = (result.outcome, result.reason, result.detail, result.calls[0], result.stdout[:500])
    assert verdict_of(result) == path.stem.partition("__")[0], story
    assert not expectations(source) or said & expectations(source), story
    assert len(result.calls) == len(CALLS)
    assert took_s < limits.wall_s + 1 + START_S
    assert result.wall_s < limits.wall_s + 1
    assert result.cpu_s < limits.cpu_s + 0.5
    assert "\x00" not in result.stdout
    assert len(result.stdout) <= LIMITS.stdout_bytes


@pytest.mark.sandbox
def test_the_corpus_covers_every_verdict():
    verdicts = {path.stem.partition("__")[0] for path in FILES}
    assert verdicts >= set(_BY_OUTCOME.values()) - {"system_error"}
    assert verdicts >= {"accepted", "wrong_answer", "wrong_type", "input_changed"}
    assert len(FILES) >= 100


@pytest.mark.sandbox
@pytest.mark.usefixtures("both_ways", "nothing_left")
@pytest.mark.parametrize("name", ["runtime_error__fork_bomb", "memory_limit__page_by_page"])
def test_a_neighbour_is_not_affected(name: str):
    attack = (ATTACKS / f"{name}.py").read_text()
    thread = threading.Thread(target=run, args=(attack, "conv2d", CALLS, LIMITS))
    thread.start()
    result = run(CONV2D, "conv2d", CALLS, LIMITS)
    thread.join()
    assert verdict_of(result) == "accepted"
