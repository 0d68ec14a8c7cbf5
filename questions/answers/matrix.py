"""The kind ``matrix``: a small grid of numbers, row by row, such as a feature map."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from questions.answers.errors import SpecError
from questions.answers.kind import GO_THROUGH, Advice, Spec, Value, own_spec
from questions.answers.matrix_text import count_of, read_matrix
from questions.answers.options import read_number_or_none, refuse_unknown_keys, shorten
from questions.answers.precision import Tolerance

Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class MatrixSpec(Spec):
    """Options of a matrix.

    Attributes
    ----------
    absolute : float or None
        Largest distance of a cell from the key's; None where cells have to be exact.
    is_size_asked : bool
        True where the size is part of the answer; else the page shows a grid of the right size.
    rows, columns : int
        The size of the key of one variant; 0 where it is not known or is asked.
    """

    kind: str = "matrix"
    absolute: float | None = None
    is_size_asked: bool = False
    rows: int = 0
    columns: int = 0

    @property
    def tolerance(self) -> Tolerance:
        """The tolerance of each cell."""
        return Tolerance.of(absolute=self.absolute, relative=None, places=None)


class MatrixKind:
    """Reads and compares grids of numbers."""

    name = "matrix"

    def read_spec(self, raw: Mapping[str, object]) -> MatrixSpec:
        """Return the options in an answer section; raise SpecError when one is wrong."""
        refuse_unknown_keys(raw, ("absolute", "size"))
        size = raw.get("size", "given")
        if size not in ("given", "asked"):
            raise SpecError("size", shorten(size), "given or asked")
        return MatrixSpec(
            absolute=read_number_or_none(raw, "absolute", least=0), is_size_asked=size == "asked"
        )

    def parse(self, text: str, spec: Spec) -> Rows:
        """Return the rows that were typed or pasted."""
        own = own_spec(spec, MatrixSpec)
        return read_matrix(text, expected=self.expected(spec), size=(own.rows, own.columns))

    def matches(self, value: Value, key: Value, spec: Spec) -> bool:
        """Tell whether both have one size and every cell is right."""
        own = own_spec(spec, MatrixSpec)
        left, right = as_rows(value), as_rows(key)
        if _size(left) != _size(right):
            return False
        tolerance = own.tolerance
        return left == right or all(
            tolerance.covers_all(values, keys) for values, keys in zip(left, right, strict=True)
        )

    def matches_columns(
        self, values: NDArray[Any], keys: NDArray[Any], spec: Spec
    ) -> NDArray[np.bool_]:
        """Tell for every row of two arrays of (rows, columns, cells ...) whether it is right."""
        own = own_spec(spec, MatrixSpec)
        width = max(values.shape[1], keys.shape[1])
        left, right = _widened(values, width), _widened(keys, width)
        is_size_right = (left[:, :2] == right[:, :2]).all(axis=1)
        covered = own.tolerance.covers(left[:, 2:], right[:, 2:])
        return np.asarray(is_size_right & covered.all(axis=1), dtype=np.bool_)

    def show(self, value: Value, spec: Spec) -> str:
        """Return the rows with semicolons between them: ``1 2; 3 4``."""
        own_spec(spec, MatrixSpec)
        return "; ".join(" ".join(map(_digits, row)) for row in as_rows(value))

    def to_value(self, row: Any, spec: Spec) -> Rows:
        """Return one row of a column, (rows, columns, cells ...), as nested tuples."""
        own_spec(spec, MatrixSpec)
        numbers = [float(number) for number in row]
        if not np.all(np.isfinite(numbers)) or not numbers[0]:
            raise ValueError("found no grid of a matrix answer, expected finite cells")
        n_rows, n_columns = int(numbers[0]), int(numbers[1])
        cells = [int(cell) if cell.is_integer() else cell for cell in numbers[2:]]
        return tuple(
            tuple(cells[start : start + n_columns])
            for start in range(0, n_rows * n_columns, n_columns)
        )

    def expected(self, spec: Spec) -> str:
        """Return what is asked for as a phrase with an example."""
        own = own_spec(spec, MatrixSpec)
        size = f"{own.rows} x {own.columns} numbers" if own.rows else "a grid of numbers"
        return f"{size}, row by row, such as 1 2; 3 4"

    def rule(self, spec: Spec) -> str:
        """Return the rule of comparison as a sentence."""
        own = own_spec(spec, MatrixSpec)
        size = "The size and every cell have" if own.is_size_asked else "Every cell has"
        if own.tolerance.is_exact:
            return f"{size} to be exactly the key."
        return f"{size} to be right; a cell may differ from the key by at most {own.absolute:g}."

    def interval(self, key: Value, spec: Spec) -> tuple[float, float] | None:
        """Return None: grids have no order."""
        return None

    def advise(self, value: Value, key: Value, spec: Spec) -> Advice:
        """Return how many cells are right and where to look, without the key."""
        own = own_spec(spec, MatrixSpec)
        left, right = as_rows(value), as_rows(key)
        if _size(left) != _size(right):
            n_rows, n_columns = _size(left)
            return Advice(
                "wrong",
                f"Your grid has {count_of(n_rows, 'row')} and {count_of(n_columns, 'column')}, "
                "which is not its size yet. "
                "Count the positions of the window first, along a column and along a row.",
            )
        is_right = _right_cells(left, right, own)
        n_right, n_cells = sum(map(sum, is_right)), len(left) * len(left[0])
        if not n_right:
            return Advice("wrong", f"None of the {n_cells} cells is right yet. {GO_THROUGH}")
        row, column = next(
            (i, j)
            for i, line in enumerate(is_right)
            for j, is_good in enumerate(line)
            if not is_good
        )
        verb = "is" if n_right == 1 else "are"
        return Advice(
            "wrong",
            f"{n_right} of {n_cells} cells {verb} right. The first one to look at again is in "
            f"row {row + 1}, column {column + 1}; row 1, column 1 is the top left.",
        )


def as_rows(value: Value) -> Rows:
    """Return a value of this kind as what it is; any other is our own fault.

    Parameters
    ----------
    value : Value
        A value that was parsed or computed as a matrix.

    Returns
    -------
    tuple of tuple of float
        The rows.
    """
    rows = tuple(row for row in value if isinstance(row, tuple)) if isinstance(value, tuple) else ()
    if not rows:
        raise TypeError(f"value {value!r} of a matrix answer, expected a tuple of rows")
    return rows


def _size(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def _right_cells(left: Rows, right: Rows, spec: MatrixSpec) -> list[list[bool]]:
    covered: list[list[bool]] = spec.tolerance.covers(np.array(left), np.array(right)).tolist()
    return covered


def _widened(table: NDArray[Any], width: int) -> NDArray[np.float64]:
    wide = np.zeros((len(table), width))
    wide[:, : table.shape[1]] = table
    return wide


def _digits(cell: float) -> str:
    if isinstance(cell, int) or cell.is_integer():
        return str(int(cell))
    return np.format_float_positional(cell, precision=12, fractional=False, trim="-")
