"""Says what kind of thing is wrong with a max_pool2d when no known mistake fits."""

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
    kernel = case.options()["kernel"]
    return kernel, kernel


def _stride(case: Case) -> int:
    options = case.options()
    return options.get("stride", options["kernel"])


_CONDITIONS = (
    Condition(
        "only-with-negative-pixels",
        "every pixel is negative",
        "Nothing but a pixel of the window can be its maximum, not a zero either.",
        lambda case: bool((case.arrays()["x"] < 0).all()),
    ),
    *sliding_conditions("x", _window, _stride, window="window"),
    Condition(
        "only-with-several-channels",
        "the image has several channels",
        "Each channel is pooled by itself.",
        lambda case: case.arrays()["x"].shape[0] > 1,
    ),
)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
