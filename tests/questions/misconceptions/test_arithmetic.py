"""Misconceptions about arithmetic: documented values, columns, and that they are wrong."""

import itertools

import numpy as np
import pytest

from questions.misconceptions import MISCONCEPTIONS, get_misconception
from questions.misconceptions.readings import READINGS
from questions.solver.registry import FUNCTIONS

ARITHMETIC = [m for m in MISCONCEPTIONS.values() if m.solver in FUNCTIONS]
NEED_A_VALUE = {m.id for m in READINGS} | {
    "compared-with-the-smaller",
    "counted-without-sharing",
    "depth-kept",
    "one-map-only",
    "remaining-share-given",
    "stride-in-the-parameters",
    "ratio-upside-down",
    "channels-scaled-once",
    "channels-not-reduced",
    "running-statistics-counted",
    "batch-norm-per-input-channel",
    "compared-with-the-rest",
    "gradients-forgotten",
    "parameters-left-out-of-memory",
    "one-position-only",
    "seconds-for-milliseconds",
    "pooling-has-parameters",
    "sharing-assumed",
    "multiply-adds-for-flops",
    "side-scaled-once",
    "mebibytes-for-megabytes",
    "megabytes-for-mebibytes",
}

# id, arguments, what is documented as wrong, what is right
DOCUMENTED = [
    ("forgot-plus-one", (28, 5), {}, 23, 24),
    ("forgot-plus-one", (13, 5), {"padding": 2, "stride": 2}, 6, 7),
    ("padding-counted-once", (32, 5), {"padding": 2}, 30, 32),
    ("padding-counted-once", (13, 5), {"padding": 2, "stride": 2}, 6, 7),
    ("padding-ignored", (7, 3), {"padding": 1}, 5, 7),
    ("padding-ignored", (13, 5), {"padding": 2, "stride": 2}, 5, 7),
    ("rounded-up", (32, 3), {"padding": 1, "stride": 2}, 17, 16),
    ("rounded-up", (10, 3), {"stride": 2}, 5, 4),
    ("left-unrounded", (10, 3), {"stride": 2}, 4.5, 4),
    ("left-unrounded", (224, 11), {"stride": 4}, 54.25, 54),
    ("one-added-before-dividing", (227, 11), {"stride": 4}, 54, 55),
    ("stride-ignored", (13, 5), {"padding": 2, "stride": 2}, 13, 7),
    ("stride-only", (32, 8), {"padding": 1, "stride": 2}, 16, 14),
    ("stride-only", (13, 5), {"padding": 2, "stride": 3}, 5, 5),
    ("kernel-not-subtracted", (13, 5), {"padding": 2, "stride": 2}, 8, 7),
    ("size-kept", (32, 3), {"padding": 1, "stride": 2}, 32, 16),
    ("dilation-ignored", (20, 3), {"dilation": 2}, 18, 16),
    ("dilation-counted-as-holes", (7, 3), {"dilation": 2}, 1, 3),
    ("half-kernel-rounded-up", (7,), {}, 4, 3),
    ("half-kernel", (7,), {}, 3.5, 3),
    ("both-sides-together", (5,), {}, 4, 2),
    ("padding-always-one", (5,), {}, 1, 2),
    ("padding-as-large-as-the-kernel", (5,), {}, 5, 2),
    ("pool-rounded-the-other-way", (109, 2), {}, 55, 54),
    ("pool-rounded-the-other-way", (6, 3), {"stride": 2, "ceil_mode": True}, 2, 3),
    ("pool-forgot-plus-one", (24, 2), {}, 11, 12),
    ("pool-stride-one", (66, 3), {}, 64, 22),
    ("pool-stride-as-large-as-the-window", (55, 3), {"stride": 2}, 18, 27),
    ("pool-padding-ignored", (8, 3), {"stride": 2, "padding": 1}, 3, 4),
    ("pool-window-beyond-kept", (5, 2), {"stride": 2, "padding": 1, "ceil_mode": True}, 4, 3),
    ("dense-bias-forgotten", (49_152, 256), {}, 12_582_912, 12_583_168),
    ("dense-bias-added", (49_152, 256), {"bias": False}, 12_583_168, 12_582_912),
    ("dense-one-bias", (10, 2), {}, 21, 22),
    ("dense-inputs-and-units-added", (10, 2), {"bias": False}, 12, 20),
    ("colour-channels-forgotten", (49_152, 256), {"bias": False}, 4_194_304, 12_582_912),
    ("bias-forgotten", (5, 3, 100), {}, 7_500, 7_600),
    ("bias-added", (11, 3, 96), {"bias": False}, 34_944, 34_848),
    ("input-channels-forgotten", (5, 3, 100), {}, 2_600, 7_600),
    ("input-channels-forgotten", (5, 3, 64), {"bias": False}, 1_600, 4_800),
    ("one-bias-for-all", (5, 3, 100), {}, 7_501, 7_600),
    ("one-bias-and-no-depth", (5, 3, 100), {}, 2_501, 7_600),
    ("one-filter-only", (11, 3, 96), {"bias": False}, 363, 34_848),
    ("kernel-sides-added", (3, 1, 1), {}, 7, 10),
    ("groups-ignored", (5, 96, 256), {"groups": 2}, 614_656, 307_456),
    ("groups-ignored", (3, 512, 512), {"groups": 512, "bias": False}, 2_359_296, 4_608),
    ("parameters-counted", (227, 11, 3, 96), {"stride": 4}, 34_848, 105_415_200),
    ("multiply-adds-counted-twice", (227, 11, 3, 96), {"stride": 4}, 210_830_400, 105_415_200),
    ("multiply-adds-without-depth", (14, 5, 6, 16), {}, 40_000, 240_000),
    ("input-positions-counted", (256, 3, 1, 128), {}, 75_497_472, 74_322_432),
    ("kernels-summed", (3, 3), {}, 9, 7),
    ("receptive-field-forgot-one", (3, 3), {}, 6, 7),
    ("one-layer-only", (3, 3), {}, 3, 7),
    ("one-layer-left-out", (3, 3), {}, 5, 7),
    ("kernels-multiplied", (3, 3), {}, 27, 7),
    ("strides-ignored", (5, 1, 2, 2, 5, 1), {}, 10, 14),
    ("own-stride-counted", (3, 2, 3, 2), {}, 13, 7),
    ("previous-stride-only", (3, 2, 3, 2, 3, 1), {}, 11, 15),
    ("strides-added", (3, 2, 3, 3, 3, 1), {}, 17, 19),
    ("dilations-ignored", (5, 1, 2, 2, 5, 1), {"dilation1": 2}, 14, 18),
    ("window-sizes-summed", (3, 1, 3, 1, 3, 1), {}, 9, 7),
    ("window-sizes-summed", (3, 1, 3, 1), {}, 6, 5),
    ("pooling-left-out", (3, 1, 3, 1, 2, 2), {}, 5, 6),
    ("strided-field-forgot-one", (3, 2, 3, 2), {}, 6, 7),
    ("dense-bias-per-input", (10, 2), {}, 30, 22),
    ("one-neuron-only", (49_152, 256), {"bias": False}, 49_152, 12_582_912),
    ("one-group-only", (5, 96, 256), {"groups": 2, "bias": False}, 153_600, 307_200),
    ("groups-multiplied", (5, 96, 256), {"groups": 2, "bias": False}, 1_228_800, 307_200),
    ("channels-added", (1, 256, 64), {"bias": False}, 320, 16_384),
    ("side-not-squared", (11, 3, 96), {"bias": False}, 3_168, 34_848),
    ("one-row-of-positions", (227, 11, 3, 96), {"stride": 4}, 1_916_640, 105_415_200),
    ("depthwise-only", (3, 512, 512), {"bias": False}, 4_608, 266_752),
    ("pointwise-only", (3, 512, 512), {"bias": False}, 262_144, 266_752),
    ("separable-parts-multiplied", (3, 2, 4), {"bias": False}, 144, 26),
    ("full-convolution-counted", (3, 512, 512), {"bias": False}, 2_359_296, 266_752),
    ("depthwise-sees-all-channels", (3, 512, 512), {"bias": False}, 2_621_440, 266_752),
    ("batch-forgotten", (55, 96), {"batch": 32}, 1_161_600, 37_171_200),
    ("values-for-bytes", (55, 96), {}, 290_400, 1_161_600),
    ("bits-for-bytes", (55, 96), {}, 9_292_800, 1_161_600),
    ("one-map-stored", (55, 96), {}, 12_100, 1_161_600),
    ("one-side-stored", (55, 96), {}, 21_120, 1_161_600),
    ("same-as-if-stride-were-one", (6, 3), {"stride": 2}, 2, 1),
    ("same-as-if-stride-were-one", (224, 7), {"stride": 2}, 6, 5),
    ("same-one-step-too-many", (6, 3), {"stride": 2}, 3, 1),
    ("same-made-symmetric", (224, 7), {"stride": 2}, 6, 5),
    ("same-half-the-kernel-twice", (32, 8), {"stride": 2}, 8, 6),
    ("zeros-without-corners", (7, 9), {"padding": 1}, 32, 36),
    ("zeros-with-corners-twice", (7, 9), {"padding": 1}, 40, 36),
    ("zeros-of-one-side", (7, 9), {"padding": 1}, 17, 36),
    ("zeros-with-the-image", (7, 9), {"padding": 1}, 99, 36),
    ("stack-last-layer-left-out", (32, 3, 5), {}, 24, 20),
    ("stack-whole-kernel-lost", (32, 3, 5), {}, 17, 20),
    ("stack-single-layer", (32, 3, 5), {}, 28, 20),
    ("stack-one-side-lost", (32, 3, 5), {}, 26, 20),
    ("layers-by-whole-kernels", (32, 5), {}, 6, 7),
    ("layer-that-does-not-fit", (32, 5), {}, 8, 7),
    ("layers-down-to-zero", (32, 5), {}, 8, 7),
    ("layers-by-one-side", (32, 5), {}, 15, 7),
    ("reach-by-kernel-sizes", (25, 3), {}, 9, 12),
    ("reach-without-the-first-pixel", (25, 3), {}, 13, 12),
    ("reach-rounded-down", (26, 3), {}, 12, 13),
    ("reach-by-the-radius", (25, 3), {}, 24, 12),
    ("doubling-ignored", (4, 3), {}, 9, 31),
    ("doubling-last-layer-only", (4, 3), {}, 17, 31),
    ("doubling-forgot-one", (4, 3), {}, 30, 31),
    ("doubling-begins-with-two", (4, 3), {}, 61, 31),
    ("doubling-layers-counted-evenly", (31, 3), {}, 15, 4),
    ("doubling-layers-one-short", (31, 3), {}, 3, 4),
    ("doubling-layers-by-the-last", (31, 3), {}, 5, 4),
    ("poolings-divided-once", (224, 7), {}, 16, 5),
    ("poolings-one-short", (224, 7), {}, 4, 5),
    ("poolings-below-the-target", (224, 7), {}, 6, 5),
    ("poolings-by-area", (224, 7), {}, 3, 5),
]


@pytest.mark.parametrize(("name", "arguments", "options", "wrong", "right"), DOCUMENTED)
def test_it_gives_the_documented_value(name, arguments, options, wrong, right):
    misconception = get_misconception(name)
    assert misconception.function(*arguments, **options) == wrong
    assert FUNCTIONS[misconception.solver].function(*arguments, **options) == right


def test_every_misconception_has_a_documented_value():
    assert {m.id for m in ARITHMETIC} - NEED_A_VALUE == {name for name, *_ in DOCUMENTED}


def columns(**choices):
    """Return every combination of the choices as columns."""
    rows = list(itertools.product(*choices.values()))
    return dict(zip(choices, map(np.array, zip(*rows, strict=True)), strict=True))


GRIDS = {
    "conv_output_size": columns(
        size=range(9, 13), kernel=(1, 3, 4), stride=(1, 2, 3), padding=(0, 1, 2), dilation=(1, 2)
    ),
    "same_padding": columns(kernel=(1, 3, 5, 7), dilation=(1, 2)),
    "pool_output_size": columns(
        size=range(5, 10),
        kernel=(2, 3),
        stride=(1, 2, 3),
        padding=(0, 1),
        dilation=(1, 2),
        ceil_mode=(False, True),
    ),
    "dense_parameters": columns(inputs=(3, 4, 300), units=(1, 2, 10), bias=(False, True)),
    "conv_parameters": columns(
        kernel=(1, 3, 5), in_channels=(2, 4), out_channels=(2, 6), groups=(1, 2), bias=(False, True)
    ),
    "conv_multiply_adds": columns(
        size=(7, 8),
        kernel=(1, 3),
        in_channels=(2, 4),
        out_channels=(2, 4),
        stride=(1, 2),
        padding=(0, 1),
        dilation=(1, 2),
        groups=(1, 2),
    ),
    "stack_receptive_field": columns(layers=(1, 2, 3, 5), kernel=(1, 3, 5)),
    "strided_receptive_field": columns(
        kernel1=(3, 5),
        stride1=(1, 2),
        kernel2=(2, 3),
        stride2=(1, 2),
        kernel3=(1, 3),
        stride3=(1, 2),
        dilation1=(1, 2),
        dilation2=(1,),
        dilation3=(1, 2),
    ),
    "depthwise_separable_parameters": columns(
        kernel=(1, 3, 5), in_channels=(2, 5), out_channels=(3, 4), bias=(False, True)
    ),
    "activation_bytes": columns(
        size=(1, 5, 8), channels=(1, 3), batch=(1, 4), value_bytes=(1, 2, 4)
    ),
    "tensorflow_same_padding": columns(
        size=range(9, 15), kernel=(2, 3, 6, 7), stride=(1, 2, 3), dilation=(1, 2)
    ),
    "padding_zeros": columns(height=(5, 7), width=(6, 9), padding=(0, 1, 3)),
    "stack_output_size": columns(size=(20, 33), layers=(1, 2, 3), kernel=(2, 3, 5), padding=(0, 1)),
    "layers_that_fit": columns(size=range(5, 30), kernel=(2, 3, 4, 5)),
    "layers_to_reach": columns(field=range(2, 30), kernel=(2, 3, 4, 5)),
    "doubling_receptive_field": columns(layers=range(5), kernel=(2, 3, 5)),
    "doubling_layers_to_reach": columns(field=range(2, 40), kernel=(2, 3, 5)),
    "poolings_to_reach": columns(size=range(60, 99), target=(2, 4, 7), kernel=(2, 3)),
}


@pytest.mark.parametrize("misconception", ARITHMETIC, ids=lambda m: m.id)
def test_a_column_gives_what_its_rows_give(misconception):
    grid = GRIDS[misconception.solver]
    column = np.asarray(misconception.function(**grid), dtype=np.float64)
    n_rows = len(next(iter(grid.values())))
    rows = [
        float(misconception.function(**{name: values[row].item() for name, values in grid.items()}))
        for row in range(n_rows)
    ]
    assert column.shape == (n_rows,)
    np.testing.assert_array_equal(column, rows)


@pytest.mark.parametrize("misconception", ARITHMETIC, ids=lambda m: m.id)
def test_it_differs_from_the_solver_somewhere_and_gives_a_value(misconception):
    grid = GRIDS[misconception.solver]
    right = FUNCTIONS[misconception.solver].function(**grid)
    wrong = np.asarray(misconception.function(**grid), dtype=np.float64)
    if misconception.id in NEED_A_VALUE:
        assert np.isnan(wrong).all()
        return
    has_value = np.isfinite(wrong)
    assert has_value.mean() > 0.5
    assert (wrong[has_value] != right[has_value]).any()


def test_no_two_misconceptions_about_a_solver_are_the_same():
    for solver, grid in GRIDS.items():
        mine = [m for m in ARITHMETIC if m.solver == solver and m.id not in NEED_A_VALUE]
        for one, other in itertools.combinations(mine, 2):
            left = np.asarray(one.function(**grid), dtype=np.float64)
            right = np.asarray(other.function(**grid), dtype=np.float64)
            assert not np.array_equal(left, right, equal_nan=True), (one.id, other.id)


def test_a_kernel_that_would_not_fit_gives_no_value():
    assert np.isnan(get_misconception("padding-counted-once").function(3, 7, padding=2))
    assert np.isnan(get_misconception("padding-ignored").function(3, 7, padding=2))
    assert np.isnan(get_misconception("colour-channels-forgotten").function(100, 5))


def test_counts_take_kernels_that_are_not_square():
    assert get_misconception("bias-forgotten").function((3, 5), 2, 4) == 120
    assert get_misconception("kernel-sides-added").function((3, 5), 2, 4, bias=False) == 64
