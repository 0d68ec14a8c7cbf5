"""What an honest program gets back: values, types, errors, output, numbers for the operator."""

import numpy as np
import pytest

from grader.sandbox import Call, Limits, Outcome, ReturnKind, RunResult, run
from tests.grader.sandbox.conftest import right_answer

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("nothing_left")]
LIMITS = Limits(cpu_s=3, wall_s=6, memory_bytes=128 << 20)

# The solution that the lesson prints.
LESSON = """
import numpy as np

def conv2d(image, kernel, stride=1, padding=0):
    image = np.pad(image, padding)
    rows = (image.shape[0] - kernel.shape[0]) // stride + 1
    columns = (image.shape[1] - kernel.shape[1]) // stride + 1
    output = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = image[i*stride:i*stride+kernel.shape[0], j*stride:j*stride+kernel.shape[1]]
            output[i, j] = np.sum(patch * kernel)
    return output
"""


def run_body(body: str, *calls: Call, limits: Limits = LIMITS) -> RunResult:
    """Run a function ``f(x)`` made of the given lines."""
    lines = "\n".join("    " + line for line in body.splitlines())
    source = f"import numpy as np\ndef f(x=None, **kw):\n{lines}\n"
    return run(source, "f", calls or (Call(),), limits)


def test_the_lessons_own_conv2d_is_right_on_every_case():
    rng = np.random.default_rng(1)
    pairs = [(rng.normal(size=(n, n + 2)), rng.normal(size=(3, 2))) for n in (5, 8, 13)]
    calls = [Call(pair, {"stride": 1, "padding": 0}) for pair in pairs]
    result = run(LESSON, "conv2d", calls, LIMITS)
    assert result.outcome is Outcome.FINISHED, result
    for call, pair in zip(result.calls, pairs, strict=True):
        assert call.array is not None
        np.testing.assert_allclose(call.array, right_answer(*pair))
        assert call.type_name == "numpy.ndarray"
        assert not call.is_input_changed
    assert result.tier in ("namespaces", "namespaces+cgroup")
    assert 0 < result.cpu_s < 1
    assert result.cpu_s <= result.wall_s + 0.05
    assert 0 < result.peak_memory_bytes < 64 << 20


@pytest.mark.parametrize("dtype", ["?", "i1", "i8", "u2", "f2", "f4", "f8", ">f4", ">i4"])
def test_an_array_comes_back_bit_for_bit(dtype: str):
    sent = np.arange(12).reshape(3, 4).astype(dtype)
    got = run_body("return x", Call((sent,))).calls[0].array
    assert got is not None
    np.testing.assert_array_equal(got, sent)
    assert got.dtype == np.dtype(dtype).newbyteorder("=")


@pytest.mark.parametrize(
    "sent",
    [
        np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        np.arange(48.0).reshape(6, 8)[::2, ::2],
        np.zeros((0, 3)),
        np.array(4.5),
    ],
    ids=["fortran", "strided", "empty", "no axes"],
)
def test_the_memory_layout_of_an_input_enters_with_it(sent: np.ndarray):
    body = "print(x.flags.c_contiguous, x.flags.f_contiguous, x.flags.writeable)\nreturn x"
    result = run_body(body, Call((sent,)))
    got = result.calls[0].array
    assert got is not None
    np.testing.assert_array_equal(got, sent)
    assert got.shape == sent.shape
    flags = sent.flags
    assert result.stdout == f"{flags.c_contiguous} {flags.f_contiguous} True\n"


def test_plain_arguments_enter_as_they_are():
    arguments = {"a": None, "b": True, "c": -(2**62), "d": 0.1, "e": "zero"}
    result = run_body("print(kw)\nreturn 1", Call((np.zeros(1),), arguments))
    assert result.stdout == f"{arguments}\n"


@pytest.mark.parametrize(
    ("expression", "kind", "type_name"),
    [
        ("3", ReturnKind.SCALAR, "int"),
        ("True", ReturnKind.SCALAR, "bool"),
        ("np.float32(2.5)", ReturnKind.SCALAR, "numpy.float32"),
        ("(1, 2, 3)", ReturnKind.TUPLE, "tuple"),
        ("[1.5, 2]", ReturnKind.TUPLE, "list"),
        ("[[1, 2], [3, 4]]", ReturnKind.WRONG_TYPE, "list"),
        ("None", ReturnKind.WRONG_TYPE, "NoneType"),
        ("'text'", ReturnKind.WRONG_TYPE, "str"),
        ("(i for i in range(3))", ReturnKind.WRONG_TYPE, "generator"),
        ("np.zeros(2, dtype=complex)", ReturnKind.WRONG_TYPE, "numpy.ndarray of complex128"),
        ("np.zeros(2, dtype=object)", ReturnKind.WRONG_TYPE, "numpy.ndarray of object"),
        ("np.matrix([[1]])", ReturnKind.WRONG_TYPE, "numpy.matrix"),
        ("np.complex128(1)", ReturnKind.WRONG_TYPE, "numpy.complex128"),
        ("2**70", ReturnKind.WRONG_TYPE, "int"),
    ],
)
def test_the_exact_type_is_named(expression: str, kind: ReturnKind, type_name: str):
    call = run_body(f"return {expression}").calls[0]
    assert (call.kind, call.type_name) == (kind, type_name)


def test_numbers_come_back_as_arrays_of_no_and_of_one_axis():
    scalar = run_body("return 2.5").calls[0].array
    several = run_body("return (1, 2, 3)").calls[0].array
    assert scalar is not None and several is not None
    assert scalar.shape == () and scalar == 2.5
    np.testing.assert_array_equal(several, [1, 2, 3])


def test_an_exception_names_the_students_own_lines_only():
    source = "import numpy as np\n\ndef f(x):\n    return helper(x)\n\ndef helper(x):\n"
    source += "    return np.reshape(x, (5, 5))\n"
    result = run(source, "f", [Call((np.zeros(3),)), Call((np.zeros(25),))], LIMITS)
    error = result.calls[0].error
    assert result.outcome is Outcome.FINISHED
    assert error is not None and error.type == "ValueError"
    assert "reshape" in error.message
    assert error.line == 7
    assert error.lines == ((4, "return helper(x)"), (7, "return np.reshape(x, (5, 5))"))
    assert result.calls[1].kind is ReturnKind.ARRAY


def test_a_syntax_error_names_its_line():
    result = run("x = 1\ndef f(:\n", "f", [Call()], LIMITS)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, "syntax_error")
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("SyntaxError", 2)
    assert result.calls[0].kind is ReturnKind.NOT_RUN


def test_an_exception_in_the_modules_body_is_a_crash_with_a_line():
    result = run("import numpy as np\nimport torch\n", "f", [Call()], LIMITS)
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "raised_at_import")
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ModuleNotFoundError", 2)


def test_a_source_that_is_not_utf8_is_refused_before_anything_starts():
    result = run("x = '\ud800'", "f", [Call()], LIMITS)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, "source_not_utf8")


def test_output_is_kept_per_step_and_cut():
    source = "print('import')\ndef f(x):\n    print('call', x)\n    return x\n"
    result = run(source, "f", [Call((1,)), Call((2,))], LIMITS)
    assert result.import_stdout == "import\n"
    assert [call.stdout for call in result.calls] == ["call 1\n", "call 2\n"]
    assert result.stdout == "import\ncall 1\ncall 2\n"
    long = run_body("print('y' * 50_000)\nprint('z' * 50_000)\nreturn 1")
    assert len(long.stdout) == LIMITS.stdout_bytes
    assert long.outcome is Outcome.FINISHED


def test_a_result_larger_than_any_pipe_buffer_arrives():
    result = run_body("return np.full(3_000_000, 7.0)")
    array = result.calls[0].array
    assert array is not None and array.shape == (3_000_000,) and (array == 7).all()


def test_inputs_larger_than_any_pipe_buffer_enter():
    sent = np.arange(3_000_000.0)
    array = run_body("return x.sum()", Call((sent,))).calls[0].array
    assert array is not None and array == sent.sum()


def test_calls_share_a_process_and_random_numbers_repeat():
    body = "global n\nn = globals().get('n', 0) + 1\nreturn (n, np.random.rand())"
    first, second = (run_body(body, Call(), Call()) for _ in range(2))
    arrays = [call.array for result in (first, second) for call in result.calls]
    np.testing.assert_array_equal(np.array(arrays[:2]), np.array(arrays[2:]))
    assert [array[0] for array in arrays[:2] if array is not None] == [1, 2]


def test_each_source_draws_random_numbers_of_its_own():
    drawn = []
    for number in range(3):
        body = f"import random  # {number}\nreturn (random.random(), np.random.rand())"
        array = run_body(body).calls[0].array
        assert array is not None
        drawn += array.tolist()
    assert len(set(drawn)) == 6


def test_calls_after_a_fatal_end_are_not_run():
    result = run_body("import os\nif x == 2: os._exit(0)\nreturn x", *map(Call, [(1,), (2,), (3,)]))
    kinds = [call.kind for call in result.calls]
    assert kinds == [ReturnKind.SCALAR, ReturnKind.NOT_RUN, ReturnKind.NOT_RUN]
    assert (result.outcome, result.reason) == (Outcome.CRASHED, "exited")


def test_memory_that_ran_out_while_packing_a_result_is_the_memory_limit():
    result = run_body("return np.zeros(100 << 20, dtype=np.uint8)")
    assert (result.outcome, result.reason) == (Outcome.MEMORY_LIMIT, "memory_error")


def test_inputs_that_find_no_room_beside_what_the_student_keeps_are_the_memory_limit():
    source = "import numpy as np\nkept = []\ndef f(x):\n    try:\n        while True:\n"
    source += (
        "            kept.append(np.ones(1 << 17))\n    except MemoryError:\n        return 1\n"
    )
    result = run(source, "f", [Call((1,)), Call((np.ones(1 << 20),))], LIMITS)
    assert (result.outcome, result.reason) == (Outcome.MEMORY_LIMIT, "memory_error")
    assert [call.kind for call in result.calls] == [ReturnKind.SCALAR, ReturnKind.RAISED]


def test_an_argument_that_cannot_be_sent_is_the_callers_mistake():
    with pytest.raises(TypeError, match="argument of type list"):
        run("", "f", [Call(([1],))], LIMITS)  # type: ignore[arg-type]


@pytest.mark.parametrize("is_joined", [True, False])
def test_a_number_that_cannot_be_sent_is_the_callers_mistake_whenever_it_is_packed(
    is_joined: bool,
):
    with pytest.raises(ValueError, match="does not fit 64 bits"):
        run_body("return x", Call((1,), is_joined=True), Call((1 << 64,), is_joined=is_joined))
    assert run_body("return x", Call((1,))).outcome is Outcome.FINISHED


def test_no_call_at_all_still_loads_the_module():
    assert run("def f(): pass", "f", [], LIMITS).outcome is Outcome.FINISHED
    assert run("", "f", [], LIMITS).reason == "no_callable"


NUMPY_TOUR = """
import numpy as np
import collections, dataclasses, decimal, fractions, functools, heapq, itertools, json, math
import random, re, statistics, subprocess, textwrap, time, typing, unittest

def f(x):
    rng = np.random.default_rng(3)
    a = rng.normal(size=(300, 300))
    q, r = np.linalg.qr(a)
    u, s, v = np.linalg.svd(a[:40])
    np.linalg.solve(a, a); np.linalg.inv(a); np.linalg.eig(a[:20, :20]); np.linalg.det(a)
    np.fft.ifft2(np.fft.fft2(a)); np.convolve(a[0], a[1])
    np.einsum("ij,jk->ik", a, a); np.tensordot(a, a, axes=1); a @ a
    np.pad(a, 2, mode="reflect"); np.percentile(a, 5); np.sort(a, axis=0); np.unique(a.round())
    np.polyfit(a[0], a[1], 2); np.polynomial.Polynomial.fit(a[0], a[1], 2)
    np.interp(1, [0, 2], [0, 4])
    np.lib.stride_tricks.sliding_window_view(a, (3, 3)).sum()
    np.ma.masked_less(a, 0).mean(); np.vectorize(abs)(a[0]); np.char.add("a", "b")
    np.datetime64("2024-01-01") + np.timedelta64(1, "D")
    np.testing.assert_allclose(q @ r, a, atol=1e-9)
    np.array2string(a); np.set_printoptions(precision=3); str(a); np.array(["a", "b"]) == "a"
    np.random.rand(3); random.random(); np.histogram(a); np.gradient(a)
    np.cov(a); np.meshgrid(a[0], a[1])
    time.sleep(0.001); time.perf_counter(); collections.Counter("aab"); json.dumps({"a": [1]})
    statistics.mean([1, 2]); decimal.Decimal("1.1") + 1; fractions.Fraction(1, 3)
    [typing.cast(int, 1), textwrap.dedent("  x"), re.sub("a", "b", "aa"), math.comb(5, 2)]
    return True
"""


def test_innocent_numpy_and_standard_library_work_behind_the_fence():
    result = run(NUMPY_TOUR, "f", [Call((0,))], LIMITS)
    assert result.calls[0].kind is ReturnKind.SCALAR, (result, result.calls)
