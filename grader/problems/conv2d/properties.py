"""Says what kind of thing is wrong with a conv2d when no registered misconception fits.

Works on what the cases and the probes returned, never on the source; no sentence holds a number of
a hidden case.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.problems import inspection
from grader.problems.conv2d import arithmetic
from grader.problems.conv2d.findings import CONDITIONS, FINDINGS
from grader.problems.model import Case, Finding, Observation
from grader.problems.observing import (
    SAME,
    array_of,
    comparable_of,
    failed_of,
    has_right_shape,
    is_same,
    probe_of,
    returned_of,
)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, CONDITIONS, FINDINGS)


def _precision(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find errors so small that only the number type can have made them."""
    name = inspection.narrow_float(cases)
    return [f"{name}-accumulation"] if name else []


def _truncation(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find results whose fractions were cut off or rounded, or that wrapped around."""
    return ["integer-output"] if inspection.has_lost_fractions(cases) else []


def _scale(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find results that are the right ones times one factor."""
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return []
    is_mean = True
    for observation in failed:
        got, truth = array_of(observation), observation.expectation.array
        pivot = np.unravel_index(int(np.abs(truth).argmax()), truth.shape)
        if truth[pivot] == 0:
            return []
        factor = float(got[pivot] / truth[pivot])
        if not is_same(got, factor * truth, observation):
            return []
        taps = observation.case.arrays()["kernel"].size
        is_mean = is_mean and abs(factor * taps - 1) < SAME
    return ["mean-instead-of-sum"] if is_mean else ["scaled-output"]


def _delta(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Read off, from a kernel with a single one, which pixel each tap is multiplied with."""
    probe = probe_of(probes, "delta")
    if probe is None or not has_right_shape(probe):
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
    # One pixel off, in any direction; the delta is where no flip is mistaken for that.
    shifts = ((0, 1), (1, 0), (1, 1))
    moved |= {f"window-shifted {shift}": np.roll(kernel, shift, (0, 1)) for shift in shifts}
    for name, other in moved.items():
        top, left = (int(axis[0]) for axis in np.nonzero(other))
        if is_same(array_of(probe), image[top : top + rows, left : left + columns], probe):
            return [name.split(" ")[0]]
    return []


def _linearity(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find an output that does not scale with the image."""
    single, scaled = probe_of(probes, "single"), probe_of(probes, "scaled")
    if single is None or scaled is None:
        return []
    is_linear = is_same(array_of(scaled), -2.0 * array_of(single), scaled)
    return [] if is_linear else ["not-linear"]


def _transposed(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find square outputs whose rows and columns are exchanged, whatever the others are."""
    square = [o for o in returned_of(cases) if len(set(o.expectation.array.shape)) == 1]
    large = [o for o in square if o.expectation.array.size > 1]
    if len(large) < len(failed_of(cases)) / 4 or not large:
        return []
    is_turned = all(is_same(array_of(o).T, o.expectation.array, o) for o in large)
    return ["output-transposed"] if is_turned and failed_of(large) else []


def _unwritten(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs that are right but for a last row or column that was never written."""
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return []
    for observation in failed:
        got = array_of(observation)
        wrong = ~np.isclose(got, observation.expectation.array, rtol=SAME)
        if (got[wrong] != 0).any() or (wrong[:-1, :-1]).any():
            return []
    return ["last-window-missing"]


def _border(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs that are wrong only where the window reaches into the padding."""
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return []
    n_inner = 0
    for observation in failed:
        inner = ~_touches_padding(observation.case, observation.expectation.array.shape)
        n_inner += int(inner.sum())
        got, truth = array_of(observation)[inner], observation.expectation.array[inner]
        if not is_same(got, truth, observation):
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


_RULES: tuple[inspection.Rule, ...] = (
    inspection.kind_returned,
    inspection.state,
    _precision,
    _truncation,
    _scale,
    _delta,
    inspection.reversed_output,
    _transposed,
    inspection.shape_law,
    _unwritten,
    _border,
    _linearity,
    arithmetic.effective_kernel,
)
