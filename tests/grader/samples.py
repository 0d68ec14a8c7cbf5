"""Reads the reference and wrong solutions of a problem with what their headers promise."""

import re
from dataclasses import dataclass
from pathlib import Path

import grader.problems

FOLDER = Path(grader.problems.__file__).parent


@dataclass(frozen=True)
class Sample:
    """A solution, and for a wrong one the verdict and the diagnosis that it must get."""

    name: str
    source: str
    verdict: str = "accepted"
    diagnosis: str = ""

    def __str__(self) -> str:
        return self.name


def read_references(slug: str) -> list[Sample]:
    """Return the solutions that must be accepted."""
    paths = sorted((FOLDER / slug / "reference").glob("*.py"))
    return [Sample(path.stem, path.read_text(encoding="utf-8")) for path in paths]


def read_wrong(slug: str) -> list[Sample]:
    """Return the solutions that must be rejected."""
    return [_read(path) for path in sorted((FOLDER / slug / "wrong").glob("*.py"))]


def _read(path: Path) -> Sample:
    text = path.read_text(encoding="utf-8")
    headers = dict(re.findall(r"^# (verdict|diagnosis): ?(.*)$", text, re.MULTILINE))
    return Sample(path.stem, text, headers["verdict"], headers["diagnosis"].strip())
