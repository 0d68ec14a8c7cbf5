"""Property checks that several problems share: what kind of thing is wrong, whatever the task.

Works on what the cases and the probes returned, never on the source.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import numpy as np

from grader.problems.findings import GENERAL, Condition, condition_finding
from grader.problems.model import Finding, Observation
from grader.problems.observing import (
    array_of,
    comparable_of,
    dtype_name,
    failed_of,
    has_right_shape,
    is_equal_input,
    is_same,
    returned_of,
)
from grader.sandbox import ReturnKind

# Errors of this size, as a share of the numbers that were added up, are what a narrower float
# leaves behind.
_FLOAT32_ERROR = 1e-6
_FLOAT16_ERROR = 1e-2

# Fewer numbers than these may be one off by chance.
_FEWEST = 3

_KINDS: Mapping[ReturnKind, Mapping[str, str]] = {
    ReturnKind.ARRAY: {
        "NoneType": "return-missing",
        "list": "list-returned",
        "tuple": "list-returned",
        "numpy.matrix": "array-of-another-class",
        "numpy.ma.MaskedArray": "array-of-another-class",
        "numpy.ndarray of complex128": "complex-output",
    },
    ReturnKind.SCALAR: {
        "NoneType": "return-missing",
        "list": "several-values-returned",
        "tuple": "several-values-returned",
        "numpy.ndarray": "array-returned",
    },
    ReturnKind.TUPLE: {
        "NoneType": "return-missing",
        "int": "one-value-returned",
        "numpy.int64": "one-value-returned",
        "numpy.ndarray": "array-returned",
    },
}

Rule = Callable[[Sequence[Observation], Sequence[Observation]], list[str]]
FINDINGS: Mapping[str, Finding] = {finding.id: finding for finding in GENERAL}


def inspect(
    cases: Sequence[Observation],
    probes: Sequence[Observation],
    rules: Sequence[Rule],
    conditions: Sequence[Condition],
    findings: Mapping[str, Finding] = FINDINGS,
) -> list[Finding]:
    """Return what the first rule that applies has to say, or else the separating condition."""
    found = [findings["input-changed"]] if any(o.result.is_input_changed for o in cases) else []
    for rule in rules:
        # What came back may hold anything, NaN and infinity too.
        with np.errstate(all="ignore"):
            ids = rule(cases, probes)
        if ids:
            return found + [findings[name] for name in ids]
    named = separating_condition(cases, conditions)
    return found + ([named] if named else [])


def kind_returned(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find one kind of thing, and not the one that was asked for, wherever the function failed."""
    failed = failed_of(cases)
    names = {o.result.type_name for o in failed}
    if len(names) != 1 or any(o.result.kind is ReturnKind.RAISED for o in failed):
        return []
    name = _KINDS[failed[0].expectation.kind].get(names.pop())
    return [name] if name else []


def float_returned(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find floats where whole numbers are asked for."""
    failed = failed_of(cases)
    is_float = [o.result.array is not None and o.result.array.dtype.kind == "f" for o in failed]
    return ["float-returned"] if failed and all(is_float) else []


def off_by_one(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find numbers that are always one too small, or always one too large."""
    failed = failed_of(cases)
    if len(failed) < _FEWEST or len(comparable_of(cases)) < len(failed):
        return []
    steps = {float(step) for o in failed for step in (array_of(o) - o.expectation.array).flat}
    if steps <= {0.0, -1.0}:
        return ["always-one-too-small"]
    return ["always-one-too-large"] if steps <= {0.0, 1.0} else []


def state(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find two equal calls with different results, or a result that repeats an earlier one."""
    returned = returned_of(cases)
    for position, later in enumerate(returned):
        for earlier in returned[:position]:
            got, before = array_of(later), array_of(earlier)
            if is_equal_input(earlier.case, later.case):
                if not is_same(got, before, later):
                    return ["state-between-calls"]
            elif (
                not later.is_passed
                and got.size > 1
                and not is_same(later.expectation.array, earlier.expectation.array, later)
                and is_same(got, before, later)
                and earlier.is_passed
            ):
                return ["state-between-calls"]
    return []


def narrow_float(cases: Sequence[Observation]) -> str:
    """Return float32 or float16 if only such a number type can have made the errors, else ""."""
    dtypes = {dtype_name(o) for o in returned_of(cases) if o.check.verdict == "wrong_type"}
    if dtypes and dtypes <= {"float32", "float16"}:
        return "float32" if dtypes == {"float32"} else "float16"
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return ""
    worst = 0.0
    for observation in failed:
        error = np.abs(array_of(observation) - observation.expectation.array)
        magnitude = observation.expectation.magnitude
        sizes = magnitude if magnitude.any() else np.abs(observation.expectation.array)
        worst = max(worst, float((error / (sizes + 1e-300)).max()))
    if worst < _FLOAT32_ERROR:
        return "float32"
    return "float16" if worst < _FLOAT16_ERROR else ""


def precision(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find errors so small that only the number type can have made them."""
    name = narrow_float(cases)
    return [f"{name}-numbers"] if name else []


def has_lost_fractions(cases: Sequence[Observation]) -> bool:
    """Tell whether results had their fractions cut off or rounded, or wrapped around."""
    failed = [o for o in returned_of(cases) if not o.is_passed and has_right_shape(o)]
    if not failed or len(failed) < len(failed_of(cases)):
        return False
    for observation in failed:
        got, truth = array_of(observation), observation.expectation.array
        whole = np.trunc(truth)
        wrapped = np.mod(whole, 256)
        if not any(
            np.array_equal(got, rounded) for rounded in (whole, np.rint(truth), np.floor(truth))
        ) and not np.array_equal(np.mod(got, 256), wrapped):
            return False
    return True


def truncation(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find results whose fractions were cut off or rounded, or that wrapped around."""
    return ["fractions-lost"] if has_lost_fractions(cases) else []


def reversed_output(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs of which one or several axes come in the opposite order."""
    failed = comparable_of(cases)
    if not failed or len(failed) < len(failed_of(cases)):
        return []
    n_axes = failed[0].expectation.array.ndim
    for count in range(n_axes, 0, -1):
        for axes in combinations(range(n_axes), count):
            if all(is_same(np.flip(array_of(o), axes), o.expectation.array, o) for o in failed):
                return ["output-reversed"]
    return []


def exchanged_axes(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find outputs of which two axes are exchanged, in every case that returned something."""
    failed = [o for o in returned_of(cases) if not o.is_passed]
    n_axes = failed[0].expectation.array.ndim if failed else 0
    if len(failed) < len(failed_of(cases)) or any(array_of(o).ndim != n_axes for o in failed):
        return []
    for one, other in combinations(range(n_axes), 2):
        turned = (np.swapaxes(array_of(o), one, other) for o in failed)
        if all(is_same(t, o.expectation.array, o) for t, o in zip(turned, failed, strict=True)):
            return ["output-axes-exchanged"]
    return []


def shape_law(cases: Sequence[Observation], probes: Sequence[Observation]) -> list[str]:
    """Find one relation between the shapes that came back and the right ones."""
    failed = [o for o in returned_of(cases) if o.check.verdict == "wrong_shape"]
    if not failed or len(failed) < len(failed_of(cases)) / 2:
        return []
    pairs = [(array_of(o).shape, o.expectation.array.shape) for o in failed]
    if any(len(got) != len(right) for got, right in pairs):
        return ["another-number-of-dimensions"]
    steps = [have - want for got, right in pairs for have, want in zip(got, right, strict=True)]
    if all(step in {0, -1} for step in steps):
        return ["shape-one-too-small"]
    if all(step in {0, 1} for step in steps):
        return ["shape-one-too-large"]
    return []


def separating_condition(
    cases: Sequence[Observation], conditions: Sequence[Condition]
) -> Finding | None:
    """Return the one condition on the arguments under which cases fail, if there is one."""
    run = [o for o in cases if o.result.kind is not ReturnKind.NOT_RUN]
    failed = {o.case.name for o in run if not o.is_passed}
    if not failed or len(failed) == len(run):
        return None
    for condition in conditions:
        if failed == {o.case.name for o in run if condition.applies(o.case)}:
            return condition_finding(condition, is_exact=True)
    for condition in conditions:
        if failed <= {o.case.name for o in run if condition.applies(o.case)}:
            return condition_finding(condition, is_exact=False)
    return None
