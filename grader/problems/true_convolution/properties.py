"""Says what kind of thing is wrong with a true_convolution when no known mistake fits."""

from grader.problems import inspection
from grader.problems.conditions import kernel_sides, sliding_conditions
from grader.problems.model import Finding, Observation

_RULES = (
    inspection.kind_returned,
    inspection.state,
    inspection.precision,
    inspection.truncation,
    inspection.reversed_output,
    inspection.exchanged_axes,
    inspection.shape_law,
)
_CONDITIONS = sliding_conditions("image", kernel_sides, lambda case: case.options()["stride"])


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
