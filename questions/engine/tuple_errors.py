"""How a check says which tuple of a block breaks it."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from questions.engine.arithmetic import Mask
from questions.engine.errors import ExpressionError

T = TypeVar("T")


class TupleError(Exception):
    """One row of a block breaks a check, which ends the work on that block."""

    def __init__(self, check: str, detail: str, row: int) -> None:
        super().__init__(detail)
        self.check = check
        self.detail = detail
        self.row = row


def guard(check: str, step: Callable[[], T]) -> T:
    """Return the step's result; an expression without a value becomes a TupleError."""
    try:
        return step()
    except ExpressionError as error:
        detail = f"{error.text}: found {error.found}, expected {error.expected}"
        raise TupleError(check, detail, error.row or 0) from None


def refuse_rows(check: str, bad: Mask, detail: Callable[[int], str]) -> None:
    """Raise TupleError for the first bad row."""
    if bad.any():
        row = int(np.argmax(bad))
        raise TupleError(check, detail(row), row)
