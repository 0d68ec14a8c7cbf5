"""What isolation costs: the lesson's conv2d on twenty small cases, warm, cold, and without a jail.

The machine's speed changes from second to second, so every way is measured once in each round, and
a ratio is the median of the rounds' own ratios.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader import sandbox
from grader.sandbox import keep
from grader.sandbox.jail import pid_of
from tests.benchmarks.registry import Row, bench

_ROUNDS = 25
# Time enough for the zygote to fork and fence the spare, as there is between two submissions.
_PAUSE_S = 0.05
_LESSON = """
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
_LIMITS = sandbox.Limits()
_MIB = 1 << 20
_N_VISIBLE = 4


def _draw_calls() -> list[sandbox.Call]:
    rng = np.random.default_rng(3)
    calls = []
    for number in range(20):
        size, kernel = int(rng.integers(5, 33)), int(rng.choice((1, 3, 5)))
        image, taps = rng.normal(size=(size, size)), rng.normal(size=(kernel, kernel))
        keywords = {"stride": 1 + number % 3, "padding": number % 4}
        # As in a grading: the first ones are visible and enter with the source, then all others.
        calls.append(sandbox.Call((image, taps), keywords, is_joined=number != _N_VISIBLE))
    return calls


_CALLS = _draw_calls()


def _run_here() -> list[NDArray[Any]]:
    space: dict[str, Any] = {}
    exec(compile(_LESSON, "submission.py", "exec"), space)
    return [space["conv2d"](*call.arguments, **call.keywords) for call in _CALLS]


def run_jailed() -> list[NDArray[Any]]:
    """Run the lesson's source on all cases in a jail."""
    result = sandbox.run(_LESSON, "conv2d", _CALLS, _LIMITS)
    assert result.outcome is sandbox.Outcome.FINISHED, result
    return [call.array for call in result.calls if call.array is not None]


_EXPECTED = _run_here()


def time_checked(run: Callable[[], list[NDArray[Any]]]) -> float:
    """Return how long a way to run the cases takes, the comparison included."""
    started = time.perf_counter()
    got = run()
    is_right = all(np.allclose(a, b) for a, b in zip(got, _EXPECTED, strict=True))
    took_s = time.perf_counter() - started
    assert is_right
    return took_s


def _time_warm(*, has_spare: bool) -> float:
    sandbox.configure(is_warm=True, has_spare=has_spare)
    # Leaves a spare behind, or none.
    run_jailed()
    time.sleep(_PAUSE_S)
    return time_checked(run_jailed)


def _time_cold() -> float:
    sandbox.configure(is_warm=False)
    return time_checked(run_jailed)


@bench
def sandbox_layers() -> Iterator[Row]:
    """Floor, warm with and without a spare, cold; what a child costs, and what a spare holds."""
    ways: dict[str, Callable[[], float]] = {
        "no sandbox": lambda: time_checked(_run_here),
        "warm jail, spare": lambda: _time_warm(has_spare=True),
        "warm jail": lambda: _time_warm(has_spare=False),
        "cold jail": _time_cold,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    try:
        for number in range(_ROUNDS + 1):
            for name, way in ways.items():
                time_s = way()
                # The first round starts the jail.
                if number:
                    times[name].append(time_s)
        for name, values in times.items():
            yield Row(f"20 cases, {name}", median(values) * 1000, "ms")
        # What others do on the machine only ever adds time, so the best round is nearest to what
        # the code itself costs.
        best = {name: min(values) for name, values in times.items()}
        for name, value in best.items():
            yield Row(f"20 cases, {name}, best round", value * 1000, "ms")
        floor, cold = times["no sandbox"], times["cold jail"]
        yield Row("warm with spare / no sandbox", _ratio(times["warm jail, spare"], floor), "", 1.2)
        yield Row("warm / no sandbox", _ratio(times["warm jail"], floor), "", 1.4)
        # At least five times as fast.
        yield Row("warm with spare / cold", _ratio(times["warm jail, spare"], cold), "", 0.2)
        yield Row("warm / cold", _ratio(times["warm jail"], cold), "", 0.2)
        yield from _costs_of_a_child()
    finally:
        keep.close()
        sandbox.configure(is_warm=True, has_spare=True)


def _ratio(above: list[float], below: list[float]) -> float:
    return median(a / b for a, b in zip(above, below, strict=True))


def _costs_of_a_child() -> Iterator[Row]:
    sandbox.configure(is_warm=True, has_spare=False)
    keep.close()
    times = []
    for _ in range(_ROUNDS):
        keep.ensure_jail()
        with keep.lend(_LIMITS) as session:
            started = time.perf_counter()
            session.await_ready()
            times.append(time.perf_counter() - started)
            session.end("unused")
    yield Row("a fenced child, from order to READY", median(times) * 1000, "ms")
    sandbox.configure(has_spare=True)
    run_jailed()
    time.sleep(10 * _PAUSE_S)
    yield Row("memory of a waiting child, its own", _waiting_bytes() / _MIB, "MiB", 15)


def _waiting_bytes() -> int:
    """Return what the spare holds alone, as the kernel counts private pages.

    Its keeper has no memory: what would be counted there is the zygote's, which both share.
    """
    kept = keep._thread.kept
    assert kept is not None and kept.jail._init_pidfd is not None
    zygote = pid_of(kept.jail._init_pidfd)
    assert zygote is not None
    children = Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()
    keeper, child = children
    assert Path(f"/proc/{keeper}/maps").read_text() == Path(f"/proc/{zygote}/maps").read_text()
    lines = Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))
