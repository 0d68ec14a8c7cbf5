"""Cases for tasks in which a square window slides over an image with channels and no kernel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.problems.drawing import dyadic, make_case
from grader.problems.model import Case, Value
from grader.problems.sliding import Draw, Layout


def negative(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return multiples of 1/16 below -1: any zero among them comes from a mistake."""
    return -np.abs(dyadic(rng, shape)) - 1.0


def _as_it_is(array: NDArray[Any]) -> NDArray[Any]:
    return array


@dataclass(frozen=True)
class Corner:
    """One hidden case: the sizes to choose from, and what is special about it.

    Without ``widths`` the image is square; ``side`` 0 is a window as large as the padded image,
    which must be square then.
    """

    name: str
    group: str
    channels: int
    heights: tuple[int, ...]
    widths: tuple[int, ...] = ()
    side: int = 2
    options: Mapping[str, Value] = field(default_factory=dict)
    by_name: tuple[str, ...] = ()
    n_given: int | None = None
    draw: Draw = dyadic
    lay: Layout = _as_it_is


def draw_corners(
    rng: np.random.Generator,
    corners: Sequence[Corner],
    parameters: tuple[str, str],
    defaults: Mapping[str, Value],
) -> Iterator[Case]:
    """Yield a case for each corner, and the first one once more.

    ``parameters`` are what the task calls the image and the size of the window.
    """
    cases = [_draw(rng, corner, parameters, defaults) for corner in corners]
    yield from cases
    image = parameters[0]
    again = {**cases[0].arguments, image: cases[0].arrays()[image].copy()}
    name = "The first hidden case once more"
    yield replace(cases[0], name=name, group=cases[-1].group, arguments=again)


def _draw(
    rng: np.random.Generator,
    corner: Corner,
    parameters: tuple[str, str],
    defaults: Mapping[str, Value],
) -> Case:
    height = int(rng.choice(corner.heights))
    width = int(rng.choice(corner.widths)) if corner.widths else height
    padding = corner.options.get("padding", 0)
    if not isinstance(padding, int):
        raise TypeError(f"{corner.name}: padding {padding!r}, expected an int")
    image, window = parameters
    arguments: dict[str, Value] = {
        image: corner.lay(corner.draw(rng, (corner.channels, height, width))),
        window: corner.side or height + 2 * padding,
        **corner.options,
    }
    return make_case(
        corner.name,
        corner.group,
        arguments,
        defaults,
        n_given=corner.n_given,
        by_name=corner.by_name,
    )
