"""Says what kind of thing is wrong with a conv2d_dilated when no known mistake fits."""

from grader.problems import inspection
from grader.problems.conditions import sliding_conditions
from grader.problems.findings import Condition
from grader.problems.model import Case, Finding, Observation

_RULES = (
    inspection.kind_returned,
    inspection.state,
    inspection.precision,
    inspection.truncation,
    inspection.reversed_output,
    inspection.exchanged_axes,
    inspection.shape_law,
)


def _spans(case: Case) -> tuple[int, int]:
    """Return how many pixels the dilated kernel covers."""
    height, width = case.arrays()["kernel"].shape
    dilation = case.options()["dilation"]
    return dilation * (height - 1) + 1, dilation * (width - 1) + 1


_SLIDING = sliding_conditions("image", _spans, lambda case: case.options()["stride"])
# The narrowest first.
_CONDITIONS = (
    *_SLIDING[:2],
    Condition(
        "only-with-stride-and-dilation",
        "stride and dilation are both used",
        "The stride moves the window as a whole; the dilation spreads the taps inside it.",
        lambda case: case.options()["stride"] > 1 and case.options()["dilation"] > 1,
    ),
    Condition(
        "only-with-dilation",
        "there is a dilation",
        "A kernel of $F$ taps with dilation $D$ spans $D(F - 1) + 1$ pixels.",
        lambda case: case.options()["dilation"] > 1,
    ),
    *_SLIDING[2:],
)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
