"""Says what kind of thing is wrong with a conv2d_nchw when no known mistake fits."""

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


def _sides(case: Case) -> tuple[int, int]:
    height, width = case.arrays()["weight"].shape[2:]
    return height, width


_SLIDING = sliding_conditions("x", _sides, lambda case: case.options()["stride"])
# The narrowest first.
_CONDITIONS = (
    *_SLIDING[:2],
    Condition(
        "only-with-groups",
        "there are several groups",
        "The filters of a group see the channels of that group only, and are as deep as it.",
        lambda case: case.options()["groups"] > 1,
    ),
    Condition(
        "only-with-bias",
        "biases are given",
        "Each filter has one bias, which is added to every value of its map.",
        lambda case: "bias" in case.arrays(),
    ),
    Condition(
        "only-with-several-images",
        "the batch holds several images",
        "The images of a batch have nothing to do with each other.",
        lambda case: case.arrays()["x"].shape[0] > 1,
    ),
    *_SLIDING[2:],
    Condition(
        "only-with-several-channels",
        "the images have several channels",
        "The products of all channels that a filter sees are added up.",
        lambda case: case.arrays()["x"].shape[1] > 1,
    ),
    Condition(
        "only-without-bias",
        "no biases are given",
        "Where `bias` is left out it is `None`, and nothing is added.",
        lambda case: "bias" not in case.arrays(),
    ),
)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
