"""More property checks of conv2d: what kind of thing came back, which kernel was used."""

from collections.abc import Sequence

import numpy as np

from grader.problems.conv2d.observing import (
    SAME,
    array_of,
    comparable_of,
    failed_of,
    has_right_shape,
    is_same,
    probe_of,
    returned_of,
)
from grader.problems.model import Observation
from grader.sandbox import ReturnKind

_KINDS = {
    "NoneType": "return-missing",
    "list": "list-returned",
    "tuple": "list-returned",
    "numpy.matrix": "array-of-another-class",
    "numpy.ma.MaskedArray": "array-of-another-class",
    "numpy.ndarray of complex128": "complex-output",
}


def kind_returned(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find one kind of thing, and no array of real numbers, wherever the function failed."""
    failed = failed_of(cases)
    names = {o.result.type_name for o in failed}
    if len(names) != 1 or any(o.result.kind is ReturnKind.RAISED for o in failed):
        return []
    name = _KINDS.get(names.pop())
    return [name] if name else []


def reversed_output(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs whose rows, columns or both come in the opposite order."""
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return []
    axes: tuple[tuple[int, ...], ...] = ((0, 1), (0,), (1,))
    for axis in axes:
        if all(is_same(np.flip(array_of(o), axis), o.expectation.array, o) for o in failed):
            return ["output-reversed"]
    return []


def effective_kernel(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Solve a probe's output for the kernel, and the constant, that would have made it."""
    probe = probe_of(probes, "single")
    if probe is None or not has_right_shape(probe) or len(returned_of(cases)) < len(cases) / 2:
        return []
    image, kernel = probe.case.arrays()["image"], probe.case.arrays()["kernel"]
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    table = windows.reshape(-1, kernel.size)
    table = np.column_stack([table, np.ones(len(table))])
    got = array_of(probe)
    if not np.isfinite(got).all():
        return []
    solution = np.linalg.lstsq(table, got.ravel(), rcond=None)[0]
    if not is_same((table @ solution).reshape(got.shape), got, probe):
        return []
    room = SAME * float(np.abs(kernel).max()) * kernel.size
    taps, offset = solution[:-1].reshape(kernel.shape), float(solution[-1])
    is_other = np.abs(taps - kernel) > room
    if not is_other.any():
        return ["offset-added"] if abs(offset) > room else []
    is_unused = bool((np.abs(taps[is_other]) <= room).all())
    return ["taps-unused"] if is_unused else ["another-kernel"]
