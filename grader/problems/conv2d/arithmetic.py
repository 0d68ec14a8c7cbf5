"""More property checks of conv2d: which kernel was used."""

from collections.abc import Sequence

import numpy as np

from grader.problems.model import Observation
from grader.problems.observing import (
    SAME,
    array_of,
    has_right_shape,
    is_same,
    probe_of,
    returned_of,
)


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
