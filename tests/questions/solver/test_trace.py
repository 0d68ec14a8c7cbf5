"""The trace says what a computation comes upon, and nothing that makes no difference."""

import inspect
import itertools

import numpy as np
import pytest

from questions.solver.registry import FUNCTIONS
from questions.solver.trace import STEPS, TRACES

SPATIAL = list(itertools.product(range(12, 18), (2, 3), (1, 2, 3), (0, 1), (1, 2)))


@pytest.mark.parametrize("name", sorted(TRACES))
def test_a_trace_takes_what_its_solver_takes(name):
    assert set(TRACES) <= set(FUNCTIONS)
    traced = inspect.signature(TRACES[name]).parameters
    solver = inspect.signature(FUNCTIONS[name].function).parameters
    assert set(solver) <= set(traced)
    assert [p for p in traced if p in solver] == list(solver)


@pytest.mark.parametrize("name", ["conv_output_size", "pool_output_size"])
def test_each_step_is_met_exactly_where_there_is_something_to_do(name):
    solver = FUNCTIONS[name].function
    for size, kernel, stride, padding, dilation in SPATIAL:
        options = {"stride": stride, "padding": padding, "dilation": dilation}
        trace = TRACES[name](size, kernel, **options)
        last = (solver(size, kernel, **options) - 1) * stride + dilation * (kernel - 1) + 1
        assert trace["floor_active"] == (last < size + 2 * padding)
        assert trace["padded"] == (padding != 0)
        assert trace["strided"] == (stride != 1)
        assert trace["dilated"] == (dilation != 1)


def test_pooling_without_a_stride_moves_by_its_window():
    assert TRACES["pool_output_size"](7, 2)["floor_active"]
    assert not TRACES["pool_output_size"](8, 2)["floor_active"]
    assert TRACES["pool_output_size"](8, 2)["strided"]


def test_a_stride_counts_only_where_it_changes_the_field():
    field = FUNCTIONS["strided_receptive_field"].function
    for row in itertools.product((1, 3), (1, 2), (1, 2), (1, 2), (1, 3), (1, 2)):
        k1, _, k2, _, k3, _ = row
        trace = TRACES["strided_receptive_field"](*row)
        assert trace["strided"] == (field(*row) != field(k1, 1, k2, 1, k3, 1))


@pytest.mark.parametrize(
    ("name", "whole", "with_rest"),
    [
        ("layers_that_fit", (7, 3), (8, 3)),
        ("layers_to_reach", (7, 3), (8, 3)),
        ("tensorflow_same_padding", (8, 3), (7, 3)),
    ],
)
def test_rounding_is_named_where_there_is_something_to_round(name, whole, with_rest):
    options = {"stride": 2} if name == "tensorflow_same_padding" else {}
    assert not TRACES[name](*whole, **options)["floor_active"]
    assert TRACES[name](*with_rest, **options)["floor_active"]


def test_columns_are_traced_as_their_rows_are():
    sizes, kernels, strides, paddings, dilations = (
        np.array(column) for column in zip(*SPATIAL, strict=True)
    )
    traced = TRACES["conv_output_size"](
        sizes, kernels, stride=strides, padding=paddings, dilation=dilations
    )
    assert set(traced) == set(STEPS)
    for place, (size, kernel, stride, padding, dilation) in enumerate(SPATIAL):
        row = TRACES["conv_output_size"](
            size, kernel, stride=stride, padding=padding, dilation=dilation
        )
        assert {step: bool(traced[step][place]) for step in STEPS} == {
            step: bool(row[step]) for step in STEPS
        }
