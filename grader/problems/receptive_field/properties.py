"""Says what kind of thing is wrong with a receptive_field when no known mistake fits."""

from grader.problems import inspection
from grader.problems.findings import Condition
from grader.problems.model import Case, Finding, Observation

_MANY = 10


def _is_strided(case: Case) -> bool:
    return bool((case.arrays()["strides"] > 1).any())


def _is_dilated(case: Case) -> bool:
    dilations = case.arrays().get("dilations")
    return dilations is not None and bool((dilations > 1).any())


_CONDITIONS = (
    Condition(
        "only-with-gaps-in-memory",
        "an array does not lie in memory without gaps",
        "Let NumPy find its way: index the array, or make a copy first.",
        lambda case: any(not array.flags.c_contiguous for array in case.arrays().values()),
    ),
    Condition(
        "only-with-arguments-by-name",
        "an argument is passed by name",
        "Call the parameters as the task does.",
        lambda case: bool(case.by_name),
    ),
    Condition(
        "only-with-many-layers",
        "there are more than ten layers",
        "Look for a number of layers, or a largest size, that is written down.",
        lambda case: case.arrays()["kernels"].size > _MANY,
    ),
    Condition(
        "only-with-one-layer",
        "there is a single layer",
        "One layer has no layer before it: the jump is 1 there.",
        lambda case: case.arrays()["kernels"].size == 1,
    ),
    Condition(
        "only-with-stride-and-dilation",
        "strides and dilations are both used",
        "The taps of a layer lie dilation times jump pixels apart on the image.",
        lambda case: _is_strided(case) and _is_dilated(case),
    ),
    Condition(
        "only-with-dilation",
        "there are dilations",
        "A kernel of $F$ taps with dilation $D$ reaches over $D(F - 1)$ steps.",
        _is_dilated,
    ),
    Condition(
        "only-with-dilations-given",
        "dilations are given",
        "They are an array with one number for each layer.",
        lambda case: "dilations" in case.arrays(),
    ),
    Condition(
        "only-with-stride",
        "there are strides larger than 1",
        "The jump is the product of the strides so far.",
        _is_strided,
    ),
    Condition(
        "only-with-defaults",
        "the dilations are left out",
        "Where they are left out they are `None`, and every kernel is dense.",
        lambda case: "dilations" not in case.arrays(),
    ),
)
_RULES = (inspection.kind_returned, inspection.float_returned, inspection.reversed_output,
          inspection.off_by_one)  # fmt: skip


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
