"""Carries the mistakes of one program over to another that differs from it in one step."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from questions.misconceptions.model import Misconception


def derive(
    bugs: Iterable[Misconception],
    ids: Iterable[str],
    solver: str,
    prefix: str,
    change: Callable[[Callable[..., Any]], Callable[..., Any]],
) -> tuple[Misconception, ...]:
    """Return the bugs with these ids for another solver, each with its function changed alike.

    Raises
    ------
    KeyError
        If an id is not among the bugs.
    """
    known = {bug.id: bug for bug in bugs}
    return tuple(
        replace(
            known[bug_id],
            id=f"{prefix}-{bug_id}",
            version=1,
            solver=solver,
            function=change(known[bug_id].function),
        )
        for bug_id in ids
    )
