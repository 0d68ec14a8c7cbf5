"""Reads the reference and wrong solutions of a problem with what their headers promise."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import grader.problems
from grader.errors import ProblemError
from grader.verdicts import VERDICTS

FOLDER = Path(grader.problems.__file__).parent
_HEADER = re.compile(r"^# (verdict|diagnosis): ?(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Solution:
    """A program of a problem's folder, and for a wrong one the verdict and the named mistake.

    An empty ``diagnosis`` promises none. One of several, joined by " or ", is enough where they
    describe the same outputs.
    """

    name: str
    source: str
    verdict: str = "accepted"
    diagnosis: str = ""

    def __str__(self) -> str:
        return self.name

    def is_named_by(self, found: Collection[str]) -> bool:
        """Tell whether a diagnosis holds the promised mistake."""
        return bool(self.diagnosis) and any(d in found for d in self.diagnosis.split(" or "))


def read_references(slug: str) -> list[Solution]:
    """Return the solutions that must be accepted."""
    paths = sorted((FOLDER / slug / "reference").glob("*.py"))
    return [Solution(path.stem, path.read_text(encoding="utf-8")) for path in paths]


def read_wrong(slug: str) -> list[Solution]:
    """Return the solutions that must be rejected.

    Raises
    ------
    ProblemError
        If a header does not say which verdict and diagnosis its program must get.
    """
    return [_read(path) for path in sorted((FOLDER / slug / "wrong").glob("*.py"))]


def _read(path: Path) -> Solution:
    text = path.read_text(encoding="utf-8")
    headers = {key: value.strip() for key, value in _HEADER.findall(text)}
    if set(headers) != {"verdict", "diagnosis"}:
        raise ProblemError(
            f"{path.name}: found the header lines {sorted(headers)}, "
            "expected '# verdict: ...' and '# diagnosis: ...'"
        )
    if headers["verdict"] not in VERDICTS or headers["verdict"] == "accepted":
        raise ProblemError(
            f"{path.name}: verdict {headers['verdict']!r}, expected one of "
            f"{', '.join(code for code in VERDICTS if code != 'accepted')}"
        )
    return Solution(path.stem, text, headers["verdict"], headers["diagnosis"])
