"""The solver functions that an expression of a question may call."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from questions.solver.borders import padding_zeros, tensorflow_same_padding
from questions.solver.costs import conv_multiply_adds, conv_parameters, dense_parameters
from questions.solver.memory import activation_bytes
from questions.solver.pooling import pool_output_size
from questions.solver.receptive_field import stack_receptive_field, strided_receptive_field
from questions.solver.separable import depthwise_separable_parameters
from questions.solver.shapes import (
    conv_output_size,
    conv_tiles_exactly,
    same_padding,
)
from questions.solver.stacks import (
    doubling_layers_to_reach,
    doubling_receptive_field,
    layers_that_fit,
    layers_to_reach,
    poolings_to_reach,
    stack_output_size,
)


@dataclass(frozen=True)
class SolverFunction:
    """A solver function that works on whole columns, and the names of its parameters."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[str, ...]


def _register(*functions: Callable[..., Any]) -> Mapping[str, SolverFunction]:
    return MappingProxyType(
        {
            function.__name__: SolverFunction(
                function.__name__, function, tuple(inspect.signature(function).parameters)
            )
            for function in functions
        }
    )


FUNCTIONS: Mapping[str, SolverFunction] = _register(
    conv_output_size,
    conv_tiles_exactly,
    same_padding,
    pool_output_size,
    dense_parameters,
    conv_parameters,
    conv_multiply_adds,
    stack_receptive_field,
    strided_receptive_field,
    depthwise_separable_parameters,
    activation_bytes,
    tensorflow_same_padding,
    padding_zeros,
    stack_output_size,
    layers_that_fit,
    poolings_to_reach,
    layers_to_reach,
    doubling_receptive_field,
    doubling_layers_to_reach,
)
