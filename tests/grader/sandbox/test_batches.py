"""Calls that enter together: answered in order, never stuck, and each gets what is its own."""

import numpy as np
import pytest

from grader.sandbox import Call, Limits, Outcome, ReturnKind, RunResult, pipes, run

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=3, wall_s=6, memory_bytes=128 << 20)
K, A, N = ReturnKind.SCALAR, ReturnKind.ARRAY, ReturnKind.NOT_RUN


def joined(*values: object) -> list[Call]:
    """Return calls that enter together, after the source was loaded."""
    return [Call((value,), is_joined=number > 0) for number, value in enumerate(values)]  # type: ignore[arg-type]


def run_body(body: str, calls: list[Call], limits: Limits = LIMITS) -> RunResult:
    """Run a function ``f(x)`` made of the given lines."""
    lines = "\n".join("    " + line for line in body.splitlines())
    return run(f"import os, time\nimport numpy as np\ndef f(x):\n{lines}\n", "f", calls, limits)


def kinds(result: RunResult) -> list[ReturnKind]:
    return [call.kind for call in result.calls]


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("n_batches", [1, 2, 5])
def test_every_call_gets_its_own_answer_however_they_are_joined(n_batches: int):
    calls = [Call((n,), is_joined=n % n_batches != 0) for n in range(40)]
    result = run_body("return x * x", calls)
    assert result.outcome is Outcome.FINISHED, result
    numbers = [None if call.array is None else int(call.array) for call in result.calls]
    assert numbers == [n * n for n in range(40)]


def test_inputs_and_results_larger_than_every_pipe_pass_each_other():
    calls = joined(*(np.full(1_000_000, float(n)) for n in range(4)))
    result = run_body("return x + 1", calls)
    assert result.outcome is Outcome.FINISHED, result
    for number, call in enumerate(result.calls):
        assert call.array is not None and call.array.shape == (1_000_000,)
        assert (call.array == number + 1).all()


def test_a_call_that_never_answers_keeps_what_was_answered_before_it():
    result = run_body("while x == 2: pass\nreturn x", joined(0, 1, 2, 3), Limits(cpu_s=0.3))
    assert (result.outcome, result.reason) == (Outcome.TIME_LIMIT, "cpu")
    assert kinds(result) == [K, K, N, N]


def test_a_call_that_ends_the_process_keeps_what_was_answered_before_it():
    result = run_body("if x == 2: os._exit(0)\nreturn x", joined(0, 1, 2, 3))
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "exited")
    assert kinds(result) == [K, K, N, N]


def test_a_call_that_runs_out_of_memory_is_the_last_one():
    body = "return np.ones((80 << 20) if x == 1 else 1)"
    result = run_body(body, joined(0, 1, 2))
    assert (result.outcome, result.reason) == (Outcome.MEMORY_LIMIT, "memory_error")
    assert kinds(result) == [A, ReturnKind.RAISED, N]


def test_what_a_batch_prints_belongs_to_its_last_answer_and_to_no_later_batch():
    calls = [*joined(1, 2), *joined(3, 4)]
    result = run_body("print('call', x)\nreturn x", calls)
    assert [call.stdout for call in result.calls] == [
        "",
        "call 1\ncall 2\n",
        "",
        "call 3\ncall 4\n",
    ]
    assert result.import_stdout == ""
    assert result.stdout == "call 1\ncall 2\ncall 3\ncall 4\n"


def test_what_calls_print_that_are_joined_to_the_source_belongs_to_the_import():
    calls = [Call((1,), is_joined=True), Call((2,), is_joined=True), Call((3,))]
    result = run_body("print('call', x)\nreturn x", calls)
    assert result.import_stdout == "call 1\ncall 2\n"
    assert [call.stdout for call in result.calls] == ["", "", "call 3\n"]


@pytest.mark.parametrize("n_first", [1, 2])
def test_what_was_printed_before_an_early_end_is_kept_where_it_belongs(n_first: int):
    calls = [Call((n,), is_joined=n < n_first or n > n_first) for n in range(4)]
    result = run_body("print('call', x)\nif x == 2: os._exit(0)\nreturn x", calls)
    before, after = "".join(f"call {n}\n" for n in range(n_first)), "call 2\n"
    assert result.import_stdout == before
    # Of the second batch, call 1 answered when it was in there, and nobody did otherwise.
    assert result.calls[1].stdout == ("call 1\n" + after if n_first == 1 else "")


def test_an_early_end_among_the_sources_own_calls_shows_all_that_was_printed():
    calls = [Call((n,), is_joined=True) for n in range(3)]
    result = run_body("print('call', x, flush=True)\nif x == 1: os._exit(0)\nreturn x", calls)
    assert (result.outcome, kinds(result)) == (Outcome.CRASHED, [K, N, N])
    assert result.import_stdout == "call 0\ncall 1\n"


FORGES_AN_ARRAY = """
import sys
harness = sys.modules["child.harness"]
answer = harness._answer
def forge(function, payload):
    answer(function, payload)
    # Not changed, an array, and nothing of it.
    return [b"\\0\\1"]
harness._answer = forge
def f(x):
    print("call", x)
    return x
"""


def test_an_array_that_is_read_late_and_is_none_ends_the_run_and_shows_nothing_hidden():
    calls = [Call((1,), is_joined=True), *joined(2, 3)]
    result = run(FORGES_AN_ARRAY, "f", calls, LIMITS)
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "malformed_answer")
    assert kinds(result) == [N, N, N]
    assert result.import_stdout == "call 1\n"


def test_what_a_later_batch_prints_is_not_given_to_an_array_that_was_read_late():
    calls = [Call((1,), is_joined=True), *joined(2, 3)]
    body = "print('call', x, flush=True)\nif x == 2: os._exit(0)\nreturn np.ones(x)"
    result = run_body(body, calls)
    assert (result.outcome, kinds(result)) == (Outcome.CRASHED, [A, N, N])
    assert result.import_stdout == "call 1\n"
    assert [call.stdout for call in result.calls] == ["", "", ""]


def test_the_time_of_a_long_call_is_not_given_to_the_short_ones_of_its_batch():
    body = "end = time.process_time() + x / 1000\nwhile time.process_time() < end: pass\nreturn x"
    result = run_body(body, joined(1, 1, 300, 1, 1))
    times = [call.time_s for call in result.calls]
    assert 0.25 < times[2] < 0.4, times
    assert sum(times) - times[2] < 0.1, times
    assert sum(times) <= result.cpu_s + 0.01


TALKATIVE = """
import os, struct
def f(x):
    frame = struct.Struct("<4sBIQ").pack(b"ECF1", 21, {sequence}, 1) + b"?"
    os.write(4, frame)
    return x
"""


@pytest.mark.parametrize(
    ("sequence", "reason", "n_answers"),
    [("x", "malformed_answer", 0), ("x + 1", "unasked_answer", 0), ("99", "unasked_answer", 0)],
    ids=["in its place", "too early", "for no call"],
)
def test_a_forged_answer_in_a_batch_ends_the_run(sequence: str, reason: str, n_answers: int):
    source = TALKATIVE.format(sequence=sequence)
    result = run(source, "f", joined(1, 2, 3), LIMITS)
    assert (result.outcome, result.reason) == (Outcome.CRASHED, reason)
    assert [kind is not N for kind in kinds(result)].count(True) == n_answers


SPEAKS_WHEN_IT_LEAVES = """
import os, struct, sys
harness = sys.modules["child.harness"]
leave = harness._leave
def speak():
    os.write(4, struct.pack("<4sBIQ", b"ECF1", 21, 3, 0))
    leave()
harness._leave = speak
def f(x):
    return x
"""


def test_one_answer_too_many_after_the_last_batch_ends_the_run_badly():
    result = run(SPEAKS_WHEN_IT_LEAVES, "f", joined(1, 2, 3), LIMITS)
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "unasked_answer")


@pytest.mark.parametrize(
    "misuse",
    [
        "for _ in range(1000): os.write(5, b'?' * 100)",
        "os.close(5) if x == 1 else None",
        "import sys; sys.modules['child.harness']._ring = int",
    ],
    ids=["rings on and on", "throws it away", "never rings"],
)
def test_whoever_misuses_the_bell_is_looked_after_all_the_same(misuse: str):
    calls = [*joined(1, 2), *joined(3, 4), *joined(5, 6)]
    result = run_body(f"{misuse}\nreturn x", calls)
    assert result.outcome is Outcome.FINISHED, result
    assert [None if c.array is None else int(c.array) for c in result.calls] == [1, 2, 3, 4, 5, 6]


def test_the_end_of_a_batch_is_noticed_at_once(monkeypatch):
    # Between two looks at a child that does not ring.
    monkeypatch.setattr(pipes, "_SHORT_NAP_MS", 300)
    monkeypatch.setattr(pipes, "_LONG_NAP_MS", 300)
    run_body("return x", joined(1))
    calls = [call for _ in range(10) for call in joined(1, 2)]
    result = run_body("return x", calls)
    assert result.outcome is Outcome.FINISHED, result
    assert result.wall_s < 1
