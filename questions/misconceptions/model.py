"""What a misconception is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Misconception:
    """A named, versioned wrong solver, with what to tell somebody who thinks that way.

    ``explain`` is Markdown with maths. It never blames, and it does not give the right answer
    away. For arithmetic it may use ``{{expression}}`` over the parameter names of ``solver``;
    for code it holds no placeholder. ``version`` grows when the function's values change.
    """

    id: str
    version: int
    title: str
    solver: str
    function: Callable[..., Any]
    """Takes what the solver takes. Arithmetic takes columns too, and gives NaN where the mistake
    leads to no value; code may raise where a program with this bug would."""
    explain: str
    source: str
