"""Says what kind of thing is wrong with a conv2d when no registered misconception fits.

Works on what the cases and the probes returned, never on the source; no sentence holds a number of
a hidden case.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from grader.problems.conv2d.findings import CONDITIONS, FINDINGS, condition_finding
from grader.problems.model import Case, Finding, Observation
from grader.sandbox import ReturnKind

_SAME = 1e-9
# Errors of this size, as a share of the sum of |x||k|, are what a narrower float leaves behind.
_FLOAT32_ERROR = 1e-6
_FLOAT16_ERROR = 1e-2

Array = NDArray[np.float64]
Rule = Callable[[Sequence[Observation], Sequence[Observation]], list[str]]


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    found = [FINDINGS["input-changed"]] if any(o.result.is_input_changed for o in cases) else []
    for rule in _RULES:
        # What came back may hold anything, NaN and infinity too.
        with np.errstate(all="ignore"):
            ids = rule(cases, probes)
        if ids:
            return found + [FINDINGS[name] for name in ids]
    named = _separating_condition(cases)
    return found + ([named] if named else [])


def _state(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find two equal calls with different results, or a result that repeats an earlier one."""
    returned = _returned(cases)
    for position, later in enumerate(returned):
        for earlier in returned[:position]:
            got, before = _array(later), _array(earlier)
            if _is_equal_input(earlier.case, later.case):
                if not _is_same(got, before, later):
                    return ["state-between-calls"]
            elif (
                not later.is_passed
                and got.size > 1
                and not _is_same(later.expectation.array, earlier.expectation.array, later)
                and _is_same(got, before, later)
                and earlier.is_passed
            ):
                return ["state-between-calls"]
    return []


def _precision(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find errors so small that only the number type can have made them."""
    dtypes = {_dtype_name(o) for o in _returned(cases) if o.check.verdict == "wrong_type"}
    if dtypes and dtypes <= {"float32", "float16"}:
        return ["float32-accumulation" if dtypes == {"float32"} else "float16-accumulation"]
    failed = _comparable(cases)
    if not failed or len(failed) < len(_failed(cases)):
        return []
    worst = 0.0
    for observation in failed:
        error = np.abs(_array(observation) - observation.expectation.array)
        room = observation.expectation.magnitude + 1e-300
        worst = max(worst, float((error / room).max()))
    if worst < _FLOAT32_ERROR:
        return ["float32-accumulation"]
    return ["float16-accumulation"] if worst < _FLOAT16_ERROR else []


def _truncation(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find results whose fractions were cut off or rounded, or that wrapped around."""
    failed = [o for o in _returned(cases) if not o.is_passed and _has_right_shape(o)]
    if not failed or len(failed) < len(_failed(cases)):
        return []
    for observation in failed:
        got, truth = _array(observation), observation.expectation.array
        whole = np.trunc(truth)
        wrapped = np.mod(whole, 256)
        if not any(
            np.array_equal(got, rounded) for rounded in (whole, np.rint(truth), np.floor(truth))
        ) and not np.array_equal(np.mod(got, 256), wrapped):
            return []
    return ["integer-output"]


def _scale(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find results that are the right ones times one factor."""
    failed = _comparable(cases)
    if not failed or len(failed) < len(_failed(cases)):
        return []
    is_mean = True
    for observation in failed:
        got, truth = _array(observation), observation.expectation.array
        pivot = np.unravel_index(int(np.abs(truth).argmax()), truth.shape)
        if truth[pivot] == 0:
            return []
        factor = float(got[pivot] / truth[pivot])
        if not _is_same(got, factor * truth, observation):
            return []
        taps = observation.case.arrays()["kernel"].size
        is_mean = is_mean and abs(factor * taps - 1) < _SAME
    return ["mean-instead-of-sum"] if is_mean else ["scaled-output"]


def _delta(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Read off, from a kernel with a single one, which pixel each tap is multiplied with."""
    probe = _probe(probes, "delta")
    if probe is None or not _has_right_shape(probe):
        return []
    kernel = probe.case.arrays()["kernel"]
    moved = {
        "kernel-flipped": kernel[::-1, ::-1],
        "kernel-flipped-vertically": kernel[::-1],
        "kernel-flipped-horizontally": kernel[:, ::-1],
        "kernel-transposed": kernel.T,
    }
    rows, columns = probe.expectation.array.shape
    image = probe.case.arrays()["image"]
    for name, other in moved.items():
        top, left = (int(axis[0]) for axis in np.nonzero(other))
        if _is_same(_array(probe), image[top : top + rows, left : left + columns], probe):
            return [name]
    return []


def _linearity(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find an output that does not scale with the image."""
    single, scaled = _probe(probes, "single"), _probe(probes, "scaled")
    if single is None or scaled is None:
        return []
    is_linear = _is_same(_array(scaled), -2.0 * _array(single), scaled)
    return [] if is_linear else ["not-linear"]


def _transposed(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find square outputs whose rows and columns are exchanged, whatever the others are."""
    square = [o for o in _returned(cases) if len(set(o.expectation.array.shape)) == 1]
    large = [o for o in square if o.expectation.array.size > 1]
    if len(large) < len(_failed(cases)) / 4 or not large:
        return []
    is_turned = all(_is_same(_array(o).T, o.expectation.array, o) for o in large)
    return ["output-transposed"] if is_turned and _failed(large) else []


def _shape_law(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find one relation between the shapes that came back and the right ones."""
    failed = [o for o in _returned(cases) if o.check.verdict == "wrong_shape"]
    if not failed or len(failed) < len(_failed(cases)) / 2:
        return []
    pairs = [(_array(o).shape, o.expectation.array.shape) for o in failed]
    if any(len(got) != 2 for got, _ in pairs):
        return ["another-number-of-dimensions"]
    steps = [have - want for got, right in pairs for have, want in zip(got, right, strict=True)]
    if all(step in {0, -1} for step in steps):
        return ["shape-one-too-small"]
    if all(step in {0, 1} for step in steps):
        return ["shape-one-too-large"]
    return []


def _unwritten(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs that are right but for a last row or column that was never written."""
    failed = _comparable(cases)
    if not failed or len(failed) < len(_failed(cases)):
        return []
    for observation in failed:
        got = _array(observation)
        wrong = ~np.isclose(got, observation.expectation.array, rtol=_SAME)
        if (got[wrong] != 0).any() or (wrong[:-1, :-1]).any():
            return []
    return ["last-window-missing"]


def _border(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs that are wrong only where the window reaches into the padding."""
    failed = _comparable(cases)
    if not failed or len(failed) < len(_failed(cases)):
        return []
    n_inner = 0
    for observation in failed:
        inner = ~_touches_padding(observation.case, observation.expectation.array.shape)
        n_inner += int(inner.sum())
        got, truth = _array(observation)[inner], observation.expectation.array[inner]
        if not _is_same(got, truth, observation):
            return []
    return ["wrong-at-the-border"] if n_inner else []


def _touches_padding(case: Case, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    image, kernel = case.arrays()["image"], case.arrays()["kernel"]
    stride, padding = case.options()["stride"], case.options()["padding"]
    touches: list[NDArray[np.bool_]] = []
    for axis in (0, 1):
        start = np.arange(shape[axis]) * stride - padding
        touches.append((start < 0) | (start + kernel.shape[axis] > image.shape[axis]))
    return np.logical_or.outer(touches[0], touches[1])


def _separating_condition(cases: Sequence[Observation]) -> Finding | None:
    """Return the one condition on the arguments under which cases fail, if there is one."""
    run = [o for o in cases if o.result.kind is not ReturnKind.NOT_RUN]
    failed = {o.case.name for o in run if not o.is_passed}
    if not failed or len(failed) == len(run):
        return None
    for condition in CONDITIONS:
        if failed == {o.case.name for o in run if condition.applies(o.case)}:
            return condition_finding(condition, is_exact=True)
    for condition in CONDITIONS:
        if failed <= {o.case.name for o in run if condition.applies(o.case)}:
            return condition_finding(condition, is_exact=False)
    return None


def _failed(cases: Sequence[Observation]) -> list[Observation]:
    return [o for o in cases if not o.is_passed and o.result.kind is not ReturnKind.NOT_RUN]


def _returned(cases: Sequence[Observation]) -> list[Observation]:
    """Return the cases that returned an array of real numbers."""
    return [
        o
        for o in cases
        if o.result.kind is ReturnKind.ARRAY
        and o.result.array is not None
        and o.result.array.dtype.kind in "iuf"
    ]


def _comparable(cases: Sequence[Observation]) -> list[Observation]:
    """Return the failed cases whose numbers can be held against the expected ones."""
    return [o for o in _returned(cases) if o.check.verdict == "wrong_answer"]


def _has_right_shape(observation: Observation) -> bool:
    return _array(observation).shape == observation.expectation.array.shape


def _array(observation: Observation) -> Array:
    """Return what one of the returned cases gave, as float64."""
    array = observation.result.array
    return np.empty((0,)) if array is None else array.astype(np.float64)


def _dtype_name(observation: Observation) -> str:
    array = observation.result.array
    return "" if array is None else array.dtype.name


def _probe(probes: Sequence[Observation], name: str) -> Observation | None:
    return next((o for o in _returned(probes) if o.case.name == name), None)


def _is_same(left: Array, right: Array, observation: Observation) -> bool:
    if left.shape != right.shape:
        return False
    room = _SAME * float(observation.expectation.magnitude.max(initial=0.0))
    return bool((np.abs(left - right) <= room).all())


def _is_equal_input(one: Case, other: Case) -> bool:
    return one.options() == other.options() and all(
        np.array_equal(one.arrays()[name], other.arrays()[name]) for name in one.arrays()
    )


_RULES: tuple[Rule, ...] = (
    _state,
    _precision,
    _truncation,
    _scale,
    _delta,
    _transposed,
    _shape_law,
    _unwritten,
    _border,
    _linearity,
)
