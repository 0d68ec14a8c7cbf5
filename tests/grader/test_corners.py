"""The hidden cases of every problem reach the corners that naive suites miss, in every draw."""

from collections.abc import Callable

import numpy as np
import pytest

from grader.problems import Case, get_problem

Corner = Callable[[Case], object]


def of(case: Case, name: str, default: int = 0) -> int:
    """Return an argument that is a number."""
    return case.options().get(name, default)


def image(case: Case) -> np.ndarray:
    """Return the argument that the window slides over."""
    return next(iter(case.arrays().values()))


def window(case: Case) -> tuple[int, int]:
    """Return how many pixels the window spans."""
    arrays = case.arrays()
    if "kernel" in arrays or "weight" in arrays:
        height, width = arrays.get("kernel", arrays.get("weight")).shape[-2:]
    else:
        height = width = of(case, "kernel", of(case, "kernel_size"))
    dilation = of(case, "dilation", 1)
    return dilation * (height - 1) + 1, dilation * (width - 1) + 1


def stride(case: Case) -> int:
    return of(case, "stride", of(case, "kernel", 1))


def rooms(case: Case) -> list[int]:
    ring = 2 * of(case, "padding")
    sizes = image(case).shape[-2:]
    return [size + ring - side for size, side in zip(sizes, window(case), strict=True)]


def geometry(case: Case) -> tuple[object, ...]:
    shapes = tuple(array.shape for array in case.arrays().values())
    return (shapes, tuple(case.options().items()))


SLIDING: dict[str, Corner] = {
    "a non-square image": lambda c: len(set(image(c).shape[-2:])) == 2,
    "an even window": lambda c: window(c)[0] % 2 == 0,
    "a window as large as the image": lambda c: rooms(c) == [0, 0] and not of(c, "padding"),
    "a window as large as the padded image": lambda c: rooms(c) == [0, 0] and of(c, "padding"),
    "a window of one pixel": lambda c: window(c) == (1, 1),
    "a stride larger than the window": lambda c: stride(c) > max(window(c)) > 1,
    "a stride that does not tile": lambda c: any(room % stride(c) for room in rooms(c)),
    "column order": lambda c: image(c).flags.f_contiguous and not image(c).flags.c_contiguous,
    "gaps in memory": lambda c: not image(c).flags.forc,
    "whole numbers": lambda c: all(array.dtype.kind == "i" for array in c.arrays().values()),
    "pixels of one byte": lambda c: image(c).dtype == np.uint8,
    "the stride by name": lambda c: "stride" in c.named(),
    "the padding by name": lambda c: "padding" in c.named(),
    "outputs below 0.01": lambda c: 0 < np.abs(image(c)).max() < 1e-2,
}
PADDED: dict[str, Corner] = {
    "a padding larger than the window": lambda c: of(c, "padding") > min(window(c)) > 1,
}
KERNELS: dict[str, Corner] = {
    **PADDED,
    "a window that is not square": lambda c: window(c)[0] != window(c)[1],
    "a kernel in column order": lambda c: not list(c.arrays().values())[1].flags.c_contiguous,
}
LAYERS: dict[str, Corner] = {
    "several images": lambda c: c.arrays()["x"].shape[0] > 1,
    "one filter for each channel": lambda c: of(c, "groups") == c.arrays()["x"].shape[1] > 1,
    "groups of several channels": lambda c: 1 < of(c, "groups") < c.arrays()["x"].shape[1],
    "biases left out": lambda c: c.n_given == 2,
    "biases and groups": lambda c: "bias" in c.arrays() and of(c, "groups") > 1,
    "as many biases as columns": lambda c: (
        "bias" in c.arrays() and c.arrays()["bias"].size == rooms(c)[1] // stride(c) + 1
    ),
}
DILATED: dict[str, Corner] = {
    "a dilation": lambda c: of(c, "dilation") > 1,
    "a dilation of a window that is not square": lambda c: (
        of(c, "dilation") > 1 and len(set(c.arrays()["kernel"].shape)) == 2
    ),
    "dilation, stride and padding": lambda c: (
        of(c, "dilation") > 1 and stride(c) > 1 and of(c, "padding")
    ),
    "the dilation by name": lambda c: "dilation" in c.named(),
}
NEGATIVE: dict[str, Corner] = {
    "negative pixels and padding": lambda c: image(c).max() < 0 and of(c, "padding"),
    "no stride, and a padding": lambda c: "stride" not in c.options() and of(c, "padding"),
    "several channels": lambda c: len(image(c)) > 1,
}
SIZES: dict[str, Corner] = {
    "a filter as large as the input": lambda c: of(c, "size") == of(c, "kernel") > 1,
    "a filter as large as the padded input": lambda c: (
        of(c, "padding") and of(c, "size") + 2 * of(c, "padding") == of(c, "kernel")
    ),
    "an input of one pixel": lambda c: of(c, "size") == 1,
    "a stride larger than the filter": lambda c: of(c, "stride") > of(c, "kernel") > 1,
    "a padding larger than the filter": lambda c: of(c, "padding") > of(c, "kernel") > 1,
    "an even filter": lambda c: of(c, "kernel") % 2 == 0,
    "a large input": lambda c: of(c, "size") > 10_000,
    "only two arguments": lambda c: c.n_given == 2,
    "the dilation by name": lambda c: "dilation" in c.named(),
}
STACKS: dict[str, Corner] = {
    "one layer": lambda c: c.arrays()["kernels"].size == 1,
    "more than ten layers": lambda c: c.arrays()["kernels"].size > 10,
    "a last stride above 1": lambda c: c.arrays()["strides"][-1] > 1,
    "an even kernel": lambda c: (c.arrays()["kernels"] % 2 == 0).any(),
    "dilations and strides": lambda c: (
        "dilations" in c.arrays()
        and c.arrays()["dilations"].max() > 1
        and c.arrays()["strides"].max() > 1
    ),
    "gaps in memory": lambda c: not c.arrays()["kernels"].flags.c_contiguous,
    "the dilations by name": lambda c: "dilations" in c.named(),
    "dilations left out": lambda c: c.n_given == 2,
}
CORNERS: dict[str, dict[str, Corner]] = {
    "true_convolution": {**SLIDING, **KERNELS},
    "conv2d_dilated": {**SLIDING, **KERNELS, **DILATED},
    "conv2d_nchw": {**SLIDING, **KERNELS, **LAYERS},
    "max_pool2d": {**SLIDING, **NEGATIVE},
    "im2col": {**SLIDING, **PADDED},
    "output_size": SIZES,
    "receptive_field": STACKS,
}
PAIRS = [(slug, corner) for slug, corners in CORNERS.items() for corner in corners]
SEEDS = range(3)


@pytest.fixture(scope="module")
def drawn() -> dict[str, list[tuple[Case, ...]]]:
    return {
        slug: [get_problem(slug).draw_cases(np.random.default_rng(seed)) for seed in SEEDS]
        for slug in CORNERS
    }


@pytest.mark.parametrize(("slug", "corner"), PAIRS)
def test_the_hidden_cases_of_every_draw_reach(drawn, slug, corner):
    for cases in drawn[slug]:
        assert any(CORNERS[slug][corner](case) for case in cases)


@pytest.mark.parametrize("slug", [slug for slug in CORNERS if slug not in {"output_size"}])
def test_two_cases_have_one_geometry_and_two_have_one_input(drawn, slug):
    for cases in drawn[slug]:
        again = cases[-1]
        assert again.name == "The first hidden case once more"
        for name, array in again.arrays().items():
            first = cases[0].arrays()[name]
            assert np.array_equal(array, first) and array is not first
        if slug != "receptive_field":
            known = [geometry(case) for case in cases[:-1]]
            assert any(known.count(shape) == 2 for shape in known)


@pytest.mark.parametrize(
    "slug", [s for s in CORNERS if s not in {"output_size", "receptive_field"}]
)
def test_one_case_has_more_than_a_thousand_outputs(drawn, slug):
    problem = get_problem(slug)
    for cases in drawn[slug]:
        assert any(problem.expect(case).array.size > 1000 for case in cases)
