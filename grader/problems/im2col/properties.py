"""Says what kind of thing is wrong with an im2col when no known mistake fits."""

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


def _window(case: Case) -> tuple[int, int]:
    side = case.options()["kernel_size"]
    return side, side


_CONDITIONS = (
    *sliding_conditions("image", _window, lambda case: case.options()["stride"], window="window"),
    Condition(
        "only-with-several-channels",
        "the image has several channels",
        "A window spans all channels: their pixels stand below each other in one column.",
        lambda case: case.arrays()["image"].shape[0] > 1,
    ),
)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
