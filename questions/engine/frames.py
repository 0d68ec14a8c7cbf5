"""What an expression is evaluated on: named columns, narrowed to the rows that are wanted.

A guard such as ``F <= W and conv_output_size(W, F) > 2`` must not call the solver on the rows
that the guard excludes, so evaluation goes on with a narrowed frame there.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from questions.engine.arithmetic import (
    Column,
    Mask,
    RowFailure,
    Value,
    bounded,
    is_column,
    is_condition,
)


class Frame:
    """The rows that a node is evaluated on."""

    __slots__ = ("_kept", "_parent", "columns", "is_lenient", "replace")

    def __init__(
        self,
        columns: Mapping[str, Value],
        *,
        replace: Mapping[str, Callable[..., Any]],
        is_lenient: bool,
        parent: "Frame | None" = None,
        kept: Mask | None = None,
    ) -> None:
        self.columns = columns
        self.replace = replace
        self.is_lenient = is_lenient
        self._parent = parent
        self._kept = kept

    def narrow(self, kept: Mask, names: Iterable[str]) -> "Frame":
        """Return the frame of the rows where ``kept`` is true, with the named columns only."""
        columns: dict[str, Value] = {}
        for name in names:
            value = self.columns[name]
            columns[name] = value[kept] if isinstance(value, np.ndarray) else value
        return Frame(
            columns, replace=self.replace, is_lenient=self.is_lenient, parent=self, kept=kept
        )

    def outer_row(self, row: int) -> int:
        """Return the number that a row of this frame has in the outermost one."""
        if self._parent is None or self._kept is None:
            return row
        return self._parent.outer_row(int(np.flatnonzero(self._kept)[row]))


def call_solver(
    function: Callable[..., Any],
    positional: list[Value],
    keywords: dict[str, Value],
    *,
    is_lenient: bool,
) -> Value:
    """Return a solver function's result on numbers or on columns.

    A ShapeError becomes a RowFailure for the first row that the function refuses; in lenient
    evaluation such rows are NaN.
    """
    call = _Call(function, positional, keywords)
    try:
        result = call.on_all()
    except (ValueError, ArithmeticError) as error:
        if is_lenient:
            return call.on_possible_rows()
        row = call.find_first_refused()
        raise RowFailure(row, f"an impossible call ({error})", "a shape that exists") from None
    if is_condition(result):
        return result
    return bounded(result, is_lenient=is_lenient)


class _Call:
    """One call with its arguments, which can be repeated on some of the rows."""

    def __init__(
        self, function: Callable[..., Any], positional: list[Value], keywords: dict[str, Value]
    ) -> None:
        self._function = function
        self._keys = list(keywords)
        self._values = [*positional, *keywords.values()]
        self._n_positional = len(positional)
        self._n_rows = max((v.size for v in self._values if isinstance(v, np.ndarray)), default=-1)

    def on_all(self) -> Value:
        return _plain(self._run(self._values))

    def find_first_refused(self) -> int | None:
        """Return the first row that fails, found by halving; None for a call on numbers."""
        if self._n_rows < 0:
            return None
        low, high = 0, self._n_rows
        while high - low > 1:
            middle = (low + high) // 2
            if self._fails_on(slice(low, middle)):
                high = middle
            else:
                low = middle
        return low

    def on_possible_rows(self) -> Value:
        """Return the results with NaN where the function refuses, computing each case once."""
        if self._n_rows < 0:
            return np.nan
        columns = [np.broadcast_to(value, self._n_rows) for value in self._values]
        cases, place = np.unique(np.stack(columns), axis=1, return_inverse=True)
        kinds: list[str] = [column.dtype.kind for column in columns]
        results = [self._on_case(case, kinds) for case in cases.T.tolist()]
        return np.array(results, dtype=np.float64)[place.reshape(-1)]

    def _on_case(self, case: list[float], kinds: list[str]) -> float:
        # Stacking made floats of everything; each argument gets its own type back.
        makers: dict[str, Callable[[float], Value]] = {"i": int, "b": bool, "f": float}
        try:
            values = [makers[kind](number) for kind, number in zip(kinds, case, strict=True)]
            result = bounded(_plain(self._run(values)), is_lenient=True)
        except (ValueError, ArithmeticError):
            return np.nan
        return float(result)

    def _fails_on(self, rows: slice) -> bool:
        try:
            self._run([v[rows] if isinstance(v, np.ndarray) else v for v in self._values])
        except (ValueError, ArithmeticError):
            return True
        return False

    def _run(self, values: list[Value]) -> Any:
        positional, named = values[: self._n_positional], values[self._n_positional :]
        return self._function(*positional, **dict(zip(self._keys, named, strict=True)))


def _plain(result: Any) -> Value:
    """Return a result as int, float or bool, or as an int64, float64 or bool column."""
    if type(result) in (int, float, bool):
        return result  # type: ignore[no-any-return]
    if is_column(result) and result.ndim == 1:
        column: Column = result
        if column.dtype.kind == "b":
            return column
        return column.astype(np.float64 if column.dtype.kind == "f" else np.int64, copy=False)
    if isinstance(result, np.generic) or (is_column(result) and result.ndim == 0):
        return result.item()  # type: ignore[no-any-return]
    raise ValueError(f"found {type(result).__name__}, expected a number or a column")
