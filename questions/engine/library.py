"""Reads question files from a folder; a file that is wrong is reported, not skipped."""

from dataclasses import dataclass
from pathlib import Path

from questions.engine.document import load_question
from questions.engine.errors import DocumentError, Problem
from questions.engine.question import Question
from questions.engine.source import LARGEST_DOCUMENT_BYTES

SUFFIX = ".yaml"


@dataclass(frozen=True)
class QuestionFile:
    """One file of the bank: its question, or what is wrong with it."""

    path: Path
    text: str
    question: Question | None
    problems: tuple[Problem, ...]

    @property
    def slug(self) -> str:
        """The question's slug, or what the file's name says while it cannot be read."""
        return self.question.slug if self.question else self.path.stem


def read_folder(folder: Path) -> list[QuestionFile]:
    """Return the question files of a folder, by name."""
    return [read_file(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]


def read_file(path: Path, *, is_draft: bool = False) -> QuestionFile:
    """Return one file with its question or its problems; a draft may have any name."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_DOCUMENT_BYTES + 1)
    except OSError as error:
        return _unread(path, f"no readable file ({error.strerror})", "a question document")
    if len(raw) > LARGEST_DOCUMENT_BYTES:
        limit = f"{LARGEST_DOCUMENT_BYTES} bytes"
        return _unread(path, f"more than {limit}", f"at most {limit}")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _unread(path, "a byte that is no UTF-8", "UTF-8 text", line=line)
    try:
        question = load_question(text, filename=path.name)
    except DocumentError as error:
        return QuestionFile(path, text, None, error.problems)
    if question.slug != path.stem and not is_draft:
        expected = f"{path.stem}, as the file's name"
        problem = Problem(path.name, 1, "id", question.slug, expected)
        return QuestionFile(path, text, None, (problem,))
    return QuestionFile(path, text, question, ())


def _unread(path: Path, found: str, expected: str, *, line: int = 1) -> QuestionFile:
    return QuestionFile(path, "", None, (Problem(path.name, line, "", found, expected),))
