"""The errors of the engine: a bad expression, a bad document, parameters outside the domain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from questions.errors import QuestionError

LONGEST_EXCERPT = 60


def shorten(text: object, limit: int = LONGEST_EXCERPT) -> str:
    """Return the text on one line, cut to ``limit`` characters."""
    # The slice first: a 10 MB text must not be copied word by word.
    line = " ".join(str(text)[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 3] + "..."


def list_choices(found: str, choices: Iterable[str]) -> str:
    """Return "one of a, b, c", closest match first where there is one."""
    known = sorted(choices)
    if not known:
        return "nothing here"
    folded = {choice.casefold(): choice for choice in known}
    close = get_close_matches(found[:80].casefold(), folded, n=1)
    listed = f"one of {', '.join(known)}" if len(known) > 1 else known[0]
    return f"{listed} (did you mean {folded[close[0]]}?)" if close else listed


class ExpressionError(QuestionError):
    """Raised when an expression is refused, or has no value for some parameters.

    ``column`` counts from 1; ``values`` are the parameters of the first failing row, and ``row``
    is its number, when the expression was sound but had no value there.
    """

    code = "bad_expression"

    def __init__(
        self,
        text: str,
        *,
        found: str,
        expected: str,
        column: int | None = None,
        row: int | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        self.text = shorten(text)
        self.found = found
        self.expected = expected
        self.column = column
        self.row = row
        self.values = dict(values or {})
        where = f" at column {column}" if column else ""
        when = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(
            f"expression {self.text!r}{where}: found {found}{f' for {when}' if when else ''}, "
            f"expected {expected}"
        )


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document, said so that its author can mend it."""

    file: str
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f" {self.key}:" if self.key else ""
        return f"{self.file}:{self.line}:{where} found {self.found}, expected {self.expected}"


class DocumentError(QuestionError):
    """Raised when a question document is wrong; ``problems`` holds all that was found."""

    code = "bad_document"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class OutsideDomainError(QuestionError):
    """Raised when parameters are not in a question's domain, or break a requirement."""

    code = "outside_domain"
