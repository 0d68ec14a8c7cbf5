"""Says what kind of thing is wrong with an output_size when no known mistake fits."""

from grader.problems import inspection
from grader.problems.findings import Condition
from grader.problems.model import Case, Finding, Observation

_LONG = 10_000

# The words for questions hold the numbers of one variant; here there are many calls.
EXPLANATIONS = {
    "padding-counted-once": (
        "You count the padding once. There is padding on both sides, so it adds $2P$ pixels to the "
        "width, not $P$."
    ),
    "padding-ignored": (
        "You leave the padding out. The input is ringed with zeros before the filter slides, so "
        "the width to slide over is $W + 2P$."
    ),
    "one-added-before-dividing": (
        "You add the 1 before you divide by the stride. It stands for the starting position, which "
        "is there whatever the stride: divide the travel first, then add 1."
    ),
    "rounded-up": (
        "You round up. Where the stride does not divide the filter's travel, one more step would "
        "carry the filter over the end. That position does not count: round down, with `//`."
    ),
    "stride-ignored": (
        "You leave the stride out. The filter jumps $S$ pixels at a time, so its travel takes only "
        "one step for every $S$ of them."
    ),
    "stride-only": (
        "You divide the input size by the stride. That is the rule of TensorFlow's SAME mode, "
        "which chooses its own padding. Here the padding is given, and the filter's size counts "
        "too."
    ),
    "kernel-not-subtracted": (
        "You divide the whole padded width by the stride. The filter itself takes up room, so its "
        "left edge can only travel what is left of it; then add 1 for the starting position."
    ),
    "size-kept": (
        "You return the size of the input. It stays the same only at stride 1 with a padding of "
        "half the filter on each side. Use the formula."
    ),
    "dilation-ignored": (
        "You leave the dilation out. The $F$ taps of a filter with dilation $D$ are spread over "
        "$D(F - 1) + 1$ pixels: use that as the filter's size."
    ),
    "dilated-span-is-the-product": (
        "You multiply dilation and filter size. Between $F$ taps there are only $F - 1$ distances "
        "of $D$ pixels, and the first tap is a pixel itself: $D(F - 1) + 1$."
    ),
    "dilation-counted-as-holes": (
        "You take the dilation as the number of pixels that are skipped between two taps. Here it "
        "is the distance between two taps, 1 being a dense filter."
    ),
}


def _room(case: Case) -> int:
    given = case.options()
    span = given["dilation"] * (given["kernel"] - 1) + 1
    return given["size"] + 2 * given["padding"] - span


_CONDITIONS = (
    Condition(
        "only-with-arguments-by-name",
        "an argument is passed by name",
        "Call the parameters as the task does.",
        lambda case: bool(case.by_name),
    ),
    Condition(
        "only-with-large-numbers",
        "the input is very long",
        "Look for a float, or for a limit that is written down as a number.",
        lambda case: case.options()["size"] > _LONG,
    ),
    Condition(
        "only-when-the-filter-fills-the-input",
        "the filter is as large as the padded input",
        "There is one position then: the one at which the filter starts.",
        lambda case: _room(case) == 0,
    ),
    Condition(
        "only-with-stride-beyond-the-filter",
        "the stride is larger than the filter",
        "Nothing limits the stride: the filter may jump over pixels.",
        lambda case: case.options()["stride"] > case.options()["kernel"],
    ),
    Condition(
        "only-with-stride-and-dilation",
        "stride and dilation are both used",
        "The dilation makes the filter wider; the stride divides what is left to travel.",
        lambda case: case.options()["stride"] > 1 and case.options()["dilation"] > 1,
    ),
    Condition(
        "only-with-wide-padding",
        "the padding is as wide as the filter, or wider",
        "Nothing limits the padding: the filter may lie in it as a whole.",
        lambda case: case.options()["padding"] >= case.options()["kernel"],
    ),
    Condition(
        "only-when-not-tiling",
        "the stride does not tile the padded input",
        "Round the number of steps down before you add one.",
        lambda case: _room(case) % case.options()["stride"] > 0,
    ),
    Condition(
        "only-with-dilation",
        "there is a dilation",
        "A filter of $F$ taps with dilation $D$ spans $D(F - 1) + 1$ pixels.",
        lambda case: case.options()["dilation"] > 1,
    ),
    Condition(
        "only-with-even-kernels",
        "the filter has an even size",
        "Look for a half of the filter in your code.",
        lambda case: case.options()["kernel"] % 2 == 0,
    ),
    Condition(
        "only-with-stride-and-padding",
        "stride and padding are both used",
        "The padding counts on both sides before anything is divided by the stride.",
        lambda case: case.options()["stride"] > 1 and case.options()["padding"] > 0,
    ),
    Condition(
        "only-with-stride",
        "the stride is larger than 1",
        "The stride divides the filter's travel, and nothing else.",
        lambda case: case.options()["stride"] > 1,
    ),
    Condition(
        "only-with-padding",
        "there is padding",
        "The padding adds its number of pixels at each of the two ends.",
        lambda case: case.options()["padding"] > 0,
    ),
    Condition(
        "only-with-defaults",
        "an argument is left out",
        "Give the last parameters the default values of the signature.",
        lambda case: case.n_given < len(case.arguments),
    ),
)
_RULES = (inspection.kind_returned, inspection.float_returned, inspection.off_by_one)


def find_properties(
    cases: tuple[Observation, ...], probes: tuple[Observation, ...]
) -> list[Finding]:
    """Return what the first rules that apply have to say; empty when none does."""
    return inspection.inspect(cases, probes, _RULES, _CONDITIONS)
