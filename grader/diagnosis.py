"""Names the bug behind wrong outputs; every sentence here is free of hidden numbers.

First the outputs of all cases are compared with those of each registered wrong solver. When none
fits, the problem's own property checks say what kind of thing is wrong.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.model import Case, Finding, Observation, Problem
from questions.misconceptions import Misconception, misconceptions_of

# Two wrong results are the same within this share of the largest sum of |x||k|: wider than the
# checker's tolerance, because a mistake may add up other products than the right windows hold.
_MATCH_TOLERANCE = 1e-9
# Fewer wrong numbers may be those of a known mistake by chance.
_FEWEST_NUMBERS = 4
_SEVERAL = "More than one known mistake gives exactly your numbers; this is one of them.\n\n"


def diagnose(
    problem: Problem, cases: Sequence[Observation], probes: Sequence[Observation]
) -> tuple[Finding, ...]:
    """Return the named mistakes that explain the cases that did not pass.

    Parameters
    ----------
    problem : Problem
        Names the solver whose misconceptions are tried, and brings the property checks.
    cases : sequence of Observation
        All graded cases, in order.
    probes : sequence of Observation
        The calls that are not graded.

    Returns
    -------
    tuple of Finding
        Empty when every case passed or nothing could be said; more than one when several
        misconceptions fit, which their explanations then say.
    """
    if all(observation.is_passed for observation in cases):
        return ()
    named = _matching(problem, cases)
    properties = problem.find_properties(tuple(cases), tuple(probes))
    if not named:
        return tuple(properties)
    known = {finding.id for finding in named}
    # A changed input is worth saying beside any other mistake.
    return (*named, *(f for f in properties if f.id == "input-changed" and f.id not in known))


def finding_of(misconception: Misconception, problem: Problem) -> Finding:
    """Return a registered misconception as a finding, in the problem's words if it has some."""
    words = problem.explanations.get(misconception.id, misconception.explain)
    return Finding(misconception.id, misconception.title, words)


def _matching(problem: Problem, cases: Sequence[Observation]) -> list[Finding]:
    returned = [o for o in cases if o.result.array is not None]
    failed = [o for o in returned if not o.is_passed]
    known = misconceptions_of(problem.solver)
    # The second try finds a mistake in one branch of a program whose other branches are right.
    for observations in (returned, failed):
        if sum(o.expectation.array.size for o in observations) < _FEWEST_NUMBERS:
            continue
        found = [m for m in known if _fits(m.function, observations)]
        if found:
            findings = [finding_of(m, problem) for m in found]
            return findings if len(findings) == 1 else [_as_one_of_several(f) for f in findings]
    return []


def _as_one_of_several(finding: Finding) -> Finding:
    return replace(finding, explanation=_SEVERAL + finding.explanation)


def _fits(function: Callable[..., Any], observations: Iterable[Observation]) -> bool:
    """Tell whether a wrong solver gives every result, at least one of which is not right."""
    is_distinct = False
    for observation in observations:
        wrong = _output_of(function, observation.case)
        got = observation.result.array
        if wrong is None or got is None:
            return False
        if wrong.ndim == 0 and np.isnan(wrong):
            # Here the mistake leads to no value; what a program makes of it tells nothing.
            continue
        scale = _MATCH_TOLERANCE * observation.expectation.scale()
        if not is_same(got, wrong, scale):
            return False
        is_distinct = is_distinct or not is_same(wrong, observation.expectation.array, scale)
    return is_distinct


def _output_of(function: Callable[..., Any], case: Case) -> NDArray[Any] | None:
    """Return what a wrong solver makes of a case, or None where the mistake gives no value."""
    arrays = [array.copy() for array in case.arrays().values()]
    try:
        with np.errstate(all="ignore"):
            output = np.asarray(function(*arrays, **case.options()))
    except (ValueError, IndexError, ArithmeticError):
        return None
    return output if output.dtype.kind in "iuf" else None


def is_same(left: NDArray[Any], right: NDArray[Any], tolerance: float) -> bool:
    """Tell whether two arrays of numbers have one shape and agree within an absolute tolerance.

    Parameters
    ----------
    left, right : ndarray
        Any arrays; those that do not hold real numbers never agree.
    tolerance : float
        Largest difference of two cells.

    Returns
    -------
    bool
        NaN agrees with nothing.
    """
    if left.shape != right.shape or left.dtype.kind not in "iuf" or right.dtype.kind not in "iuf":
        return False
    with np.errstate(invalid="ignore"):
        difference = np.abs(left.astype(np.float64) - right.astype(np.float64))
        # Two infinities of one sign agree, and their difference is no number.
        return bool(((difference <= tolerance) | (left == right)).all())
