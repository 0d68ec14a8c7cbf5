"""How a grid stands in a text: as a block of its own, as a formula, or within a line."""

from collections.abc import Callable

from questions.engine.grids import Grid, Nested, to_nested

FENCE = "```"
GRID_WORD = "grid"
"""First word after the fence of a block; the name of the grid follows."""


def write_block(grid: Grid, name: str, indent: str, write: Callable[[float], str]) -> str:
    """Return a fenced block, which pages show as a grid of cells; one for each channel."""
    blocks = []
    for title, layer in _layers(grid, name):
        rows = [[write(cell) for cell in row] for row in layer]
        width = max(len(text) for row in rows for text in row)
        lines = [" ".join(text.rjust(width) for text in row) for row in rows]
        head = f"{FENCE}{GRID_WORD} {title}".rstrip()
        blocks.append(f"\n{indent}".join([head, *lines, FENCE]))
    return f"\n{indent}".join(blocks)


def write_formula(grid: Grid, write: Callable[[float], str]) -> str:
    """Return a matrix in LaTeX; the channels of a grid stand beside each other."""
    matrices = []
    for _, layer in _layers(grid, ""):
        rows = r" \\ ".join(" & ".join(write(cell) for cell in row) for row in layer)
        matrices.append(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}")
    return r",\; ".join(matrices)


def write_inline(grid: Grid, write: Callable[[float], str]) -> str:
    """Return the rows as a student types them: ``1 2; 3 4``."""
    layers = [
        "; ".join(" ".join(write(cell) for cell in row) for row in layer)
        for _, layer in _layers(grid, "")
    ]
    return " | ".join(layers)


def _layers(grid: Grid, name: str) -> list[tuple[str, Nested]]:
    """Return the channels with their titles; people count them from 1."""
    nested = to_nested(grid)
    title = name.replace("_", " ")
    if not grid["channels"]:
        return [(title, nested)]
    return [
        (f"{title} (channel {place})".strip(), layer) for place, layer in enumerate(nested, start=1)
    ]
