"""The words of conv2d's property checks, and the conditions that can set failing cases apart."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from grader.problems.findings import GENERAL, Condition
from grader.problems.model import Case, Finding
from questions.misconceptions import misconceptions_of

_MANY = 1000
_LARGE = 11
_USUAL = 3


def _side(case: Case) -> int:
    return int(case.arrays()["kernel"].shape[0])


def _shape(case: Case) -> tuple[int, ...]:
    return tuple(case.arrays()["image"].shape)


def _tiles(case: Case) -> bool:
    room = [size - _side(case) + 2 * case.options()["padding"] for size in _shape(case)]
    return all(step % case.options()["stride"] == 0 for step in room)


def _n_outputs(case: Case) -> int:
    stride, padding = case.options()["stride"], case.options()["padding"]
    rows, columns = ((n - _side(case) + 2 * padding) // stride + 1 for n in _shape(case))
    return rows * columns


def _is_whole(case: Case) -> bool:
    return case.arrays()["image"].dtype.kind in "iu"


# From the narrowest to the widest, so that the first that fits says the most.
CONDITIONS: tuple[Condition, ...] = (
    Condition(
        "only-with-gaps-in-memory",
        "the image does not lie in memory row after row",
        "Let NumPy find its way: index the array, or take `image.strides`, or make a copy first.",
        lambda case: not case.arrays()["image"].flags.c_contiguous,
    ),
    Condition(
        "only-with-stride-by-name",
        "the stride is passed by name",
        "Call the third parameter `stride`, as the task does.",
        lambda case: "stride" in case.by_name,
    ),
    Condition(
        "only-with-large-kernels",
        "the kernel is larger than 11 by 11",
        "Look for a size that is written down as a number: take it from `kernel.shape`.",
        lambda case: _side(case) > _LARGE,
    ),
    Condition(
        "only-with-wide-padding",
        "the padding is as wide as the kernel, or wider",
        "Nothing limits the padding: windows may lie in it as a whole.",
        lambda case: case.options()["padding"] >= _side(case),
    ),
    Condition(
        "only-with-many-outputs",
        "the output has more than a thousand cells",
        "Look for something that grows with the number of cells, such as a recursion.",
        lambda case: _n_outputs(case) > _MANY,
    ),
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
        "only-with-defaults",
        "stride or padding is left out",
        "Give both a default value, as in `stride=1, padding=0`.",
        lambda case: case.n_given < len(case.arguments),
    ),
    Condition(
        "only-when-not-3-by-3",
        "the kernel is not 3 by 3",
        "Look for a size that is written down as a number: take it from `kernel.shape`.",
        lambda case: _side(case) != _USUAL,
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
        "scaled-output",
        "Everything times one factor",
        "Your numbers are the right ones times a factor. The products are added up as they are, "
        "without normalising the kernel or the image.",
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
    Finding(
        "output-reversed",
        "The output is the wrong way round",
        "Your rows or columns come in the opposite order. Cell (0, 0) belongs to the window "
        "in the upper left corner.",
    ),
    Finding(
        "window-shifted",
        "The windows are one pixel off",
        "Each of your windows starts one pixel too far. The window of cell (i, j) starts at "
        "row i·S, column j·S, and a slice's end is one past its last index.",
    ),
    Finding(
        "taps-unused",
        "A part of the kernel is not used",
        "Your output is what it would be if some of the kernel's numbers were zero. Check "
        "where the window and the loops over the kernel end: a slice's end is one past its "
        "last index.",
    ),
    Finding(
        "another-kernel",
        "Another kernel is used",
        "Your output is that of another kernel than the given one. Look for what happens to "
        "the kernel, and between it and the window, before the sum: element by element, "
        "nothing else.",
    ),
    Finding(
        "offset-added",
        "A constant is added",
        "Your sums are right but for one constant in the whole output. Look for a bias, and "
        "for a mean that is taken off the image.",
    ),
)

# The property checks may also name any mistake of the bank.
FINDINGS: Mapping[str, Finding] = MappingProxyType(
    {finding.id: finding for finding in (*GENERAL, *_OWN)}
    | {m.id: Finding(m.id, m.title, m.explain) for m in misconceptions_of("conv2d")}
)
