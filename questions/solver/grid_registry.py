"""The solver functions on grids that an expression of a question may call."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from questions.solver.each import convolve_each, correlate_each
from questions.solver.pooling import avg_pool2d, max_pool2d
from questions.solver.registry import SolverFunction

GRID, NUMBER, CONDITION = "grid", "number", "condition"
"""What a function on grids gives for each row."""


@dataclass(frozen=True)
class GridFunction(SolverFunction):
    """A function on stacks of grids of one shape: (rows of the column, [channels,] height, width).

    The first ``n_grids`` parameters are grids; the others are whole numbers, one for the stack.
    With ``adds_channels`` it is called channel by channel, and the results are added up.
    """

    n_grids: int
    gives: str = GRID
    adds_channels: bool = False


def grid_function(
    name: str,
    function: Callable[..., Any],
    n_grids: int,
    *,
    gives: str = GRID,
    adds_channels: bool = False,
) -> GridFunction:
    """Return the entry of a function, under the name that expressions call it by."""
    parameters = tuple(inspect.signature(function).parameters)
    return GridFunction(name, function, parameters, n_grids, gives, adds_channels)


GRID_SOLVERS: Mapping[str, GridFunction] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            grid_function("conv2d", correlate_each, 2, adds_channels=True),
            grid_function("convolve2d", convolve_each, 2, adds_channels=True),
            grid_function("max_pool2d", max_pool2d, 1),
            grid_function("avg_pool2d", avg_pool2d, 1),
        )
    }
)
