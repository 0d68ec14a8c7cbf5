"""What expressions may call."""

import inspect

import numpy as np
import pytest

import questions.solver
from questions.errors import QuestionError
from questions.solver import ShapeError
from questions.solver.registry import FUNCTIONS

ROWS = {"size": 9, "kernel": 3, "inputs": 4, "units": 2, "layers": 2}


def test_each_function_is_registered_under_its_own_name():
    for name, entry in FUNCTIONS.items():
        assert entry.name == name == entry.function.__name__
        assert getattr(questions.solver, name) is entry.function
        assert entry.parameters == tuple(inspect.signature(entry.function).parameters)


def test_nobody_can_add_a_function():
    with pytest.raises(TypeError):
        FUNCTIONS["conv2d"] = FUNCTIONS["same_padding"]  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_each_function_takes_one_row_or_a_column(name):
    entry = FUNCTIONS[name]
    required = [
        parameter.name
        for parameter in inspect.signature(entry.function).parameters.values()
        if parameter.default is inspect.Parameter.empty
    ]
    row = {name: ROWS.get(name, 1) for name in required}
    one = entry.function(**row)
    column = entry.function(**{name: np.full(3, value) for name, value in row.items()})
    assert isinstance(one, bool | int)
    assert column.tolist() == [one] * 3


def test_the_whole_surface_is_there():
    promised = {
        "conv_output_size",
        "conv_tiles_exactly",
        "same_padding",
        "pool_output_size",
        "conv2d",
        "conv2d_nchw",
        "max_pool2d",
        "avg_pool2d",
        "dense_parameters",
        "conv_parameters",
        "conv_multiply_adds",
        "receptive_field",
        "ReceptiveField",
        "ShapeError",
    }
    assert promised <= set(questions.solver.__all__)


def test_a_shape_error_is_a_value_error_with_a_code():
    assert issubclass(ShapeError, ValueError)
    assert issubclass(ShapeError, QuestionError)
    assert ShapeError("text").code == "impossible_shape"
