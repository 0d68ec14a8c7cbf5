"""The words of conv2d's property checks, and the conditions that can set failing cases apart.

Where the bank of misconceptions has the same id, its own words are used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from grader.problems.model import Case, Finding
from questions.misconceptions import misconceptions_of


@dataclass(frozen=True)
class Condition:
    """Something that holds for some cases; ``words`` completes "the cases in which ..."."""

    id: str
    words: str
    hint: str
    applies: Callable[[Case], bool]


def _side(case: Case) -> int:
    return int(case.arrays()["kernel"].shape[0])


def _shape(case: Case) -> tuple[int, ...]:
    return tuple(case.arrays()["image"].shape)


def _tiles(case: Case) -> bool:
    room = [size - _side(case) + 2 * case.options()["padding"] for size in _shape(case)]
    return all(step % case.options()["stride"] == 0 for step in room)


def _is_whole(case: Case) -> bool:
    return case.arrays()["image"].dtype.kind in "iu"


# From the narrowest to the widest, so that the first that fits says the most.
CONDITIONS: tuple[Condition, ...] = (
    Condition(
        "only-when-not-tiling",
        "the stride does not tile the padded image",
        "Round the number of steps down before you add one.",
        lambda case: not _tiles(case),
    ),
    Condition(
        "only-with-whole-numbers",
        "the image holds whole numbers",
        "An output made like the image, or with its dtype, cannot hold fractions.",
        _is_whole,
    ),
    Condition(
        "only-with-even-kernels",
        "the kernel has an even size",
        "Look for a centre of the kernel in your code: an even kernel has none.",
        lambda case: _side(case) % 2 == 0,
    ),
    Condition(
        "only-when-not-square",
        "the image is not square",
        "Look for a place where the height stands in for the width.",
        lambda case: _shape(case)[0] != _shape(case)[1],
    ),
    Condition(
        "only-with-stride-and-padding",
        "stride and padding are both used",
        "The padding is added first; the stride then walks over the padded image.",
        lambda case: case.options()["stride"] > 1 and case.options()["padding"] > 0,
    ),
    Condition(
        "only-with-stride",
        "the stride is larger than 1",
        "The output cell (i, j) looks at the window that starts at row i·S, column j·S.",
        lambda case: case.options()["stride"] > 1,
    ),
    Condition(
        "only-with-padding",
        "there is padding",
        "Padding rings the image with zeros on all four sides.",
        lambda case: case.options()["padding"] > 0,
    ),
    Condition(
        "only-with-fractions",
        "there are numbers with fractions",
        "Look at the dtype of the arrays that you make.",
        lambda case: any(
            bool(np.mod(array.astype(np.float64), 1.0).any()) for array in case.arrays().values()
        ),
    ),
)

_OWN = (
    Finding(
        "input-changed",
        "An input was changed",
        "Your function wrote into an array that it was given. The caller still needs it: make a "
        "copy, or a new padded array, and write there.",
    ),
    Finding(
        "state-between-calls",
        "Something is kept between calls",
        "The same call gave different results at different times. Look for an output array or a "
        "sum that is made once, outside the function, and for a default argument that is changed.",
    ),
    Finding(
        "float32-accumulation",
        "Added up in float32",
        "Your numbers are right to about seven digits only: that is float32. Keep the arrays that "
        "you make in float64, NumPy's default.",
    ),
    Finding(
        "float16-accumulation",
        "Added up in float16",
        "Your numbers are right to about three digits only: that is float16. Keep the arrays that "
        "you make in float64, NumPy's default.",
    ),
    Finding(
        "integer-output",
        "Fractions are cut off",
        "Your numbers are the right ones without their fractions. The output array holds whole "
        "numbers, perhaps because it was made like the image; make it with dtype float.",
    ),
    Finding(
        "mean-instead-of-sum",
        "Mean instead of sum",
        "Every number is too small by the number of cells of the kernel: you took the mean of the "
        "products. A convolution adds them up.",
    ),
    Finding(
        "scaled-output",
        "Everything times one factor",
        "Your numbers are the right ones times a factor. The products are added up as they are, "
        "without normalising the kernel or the image.",
    ),
    Finding(
        "kernel-flipped",
        "The kernel is flipped",
        "Your kernel is flipped: this is the mathematical convolution; the task asks for "
        "cross-correlation. Use the kernel as it is given.",
    ),
    Finding(
        "kernel-flipped-vertically",
        "The kernel is upside down",
        "The rows of your kernel are used in reverse order. Use the kernel as it is given.",
    ),
    Finding(
        "kernel-flipped-horizontally",
        "The kernel is mirrored",
        "The columns of your kernel are used in reverse order. Use the kernel as it is given.",
    ),
    Finding(
        "kernel-transposed",
        "The kernel is transposed",
        "Rows and columns of your kernel are exchanged. Row m of the kernel goes with row i + m of "
        "the image.",
    ),
    Finding(
        "output-transposed",
        "The output is transposed",
        "Rows and columns of your output are exchanged: the height comes first.",
    ),
    Finding(
        "another-number-of-dimensions",
        "Not a 2-D array",
        "Your output has another number of dimensions than two. Look for an axis too many, for a "
        "squeeze, or for a result that is flattened.",
    ),
    Finding(
        "shape-one-too-small",
        "One position too few",
        "Your output is one row or column too small wherever its shape is wrong. The kernel also "
        "stands at its starting position: add 1 to the number of steps.",
    ),
    Finding(
        "shape-one-too-large",
        "One position too many",
        "Your output is one row or column too large wherever its shape is wrong. The last window "
        "must still fit into the padded image: round the number of steps down.",
    ),
    Finding(
        "last-window-missing",
        "The last windows are never computed",
        "The shape is right, but the last row or column of your output is still zero. Your loop "
        "stops one step early.",
    ),
    Finding(
        "wrong-at-the-border",
        "Wrong only at the border",
        "Your numbers are right wherever the window lies inside the image, and wrong where it "
        "reaches into the padding. The ring around the image holds zeros, on all four sides.",
    ),
    Finding(
        "not-linear",
        "Something beside multiply and add",
        "Doubling the image does not double your output. A convolution multiplies and adds, "
        "nothing else: look for abs, max, clip, a threshold, rounding, or an added constant.",
    ),
)
_BANK = {m.id: Finding(m.id, m.title, m.explain) for m in misconceptions_of("conv2d")}

FINDINGS: Mapping[str, Finding] = MappingProxyType(
    {finding.id: _BANK.get(finding.id, finding) for finding in _OWN}
)


def condition_finding(condition: Condition, *, is_exact: bool) -> Finding:
    """Return the finding that the failing cases are, or are among, those of a condition."""
    scope = (
        f"Your function fails exactly in the cases in which {condition.words}; all the others pass."
        if is_exact
        else f"Your function fails only in cases in which {condition.words}."
    )
    return Finding(condition.id, f"Wrong where {condition.words}", f"{scope} {condition.hint}")
