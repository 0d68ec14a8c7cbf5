"""Reads what an author typed: a question, or problems at lines; each text is read once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from questions.engine.canonical import digest_of
from questions.engine.document import load_question
from questions.engine.errors import DocumentError, Problem
from questions.engine.question import Question
from questions.engine.source import LARGEST_DOCUMENT_BYTES

_MOST_IN_MEMORY = 128


@dataclass(frozen=True)
class ReadText:
    """A text with the question that it describes, or with its problems."""

    text: str
    digest: str
    question: Question | None
    problems: tuple[Problem, ...]

    @property
    def document_digest(self) -> str:
        """The digest of the document; empty while it cannot be read."""
        return digest_of(self.question) if self.question is not None else ""


def digest_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


@lru_cache(maxsize=_MOST_IN_MEMORY)
def read_text(text: str, slug: str) -> ReadText:
    """Return the reading of a text for the question of a slug; never raises for what is typed."""
    digest = digest_text(text)
    n_bytes = len(text.encode(errors="surrogatepass"))
    if n_bytes > LARGEST_DOCUMENT_BYTES:
        problem = Problem(
            f"{slug}.yaml", 1, "", f"{n_bytes:,} bytes", f"at most {LARGEST_DOCUMENT_BYTES:,}"
        )
        return ReadText("", digest, None, (problem,))
    try:
        question = load_question(text, filename=f"{slug}.yaml")
    except DocumentError as error:
        return ReadText(text, digest, None, error.problems)
    if question.slug != slug:
        line = next((n for n, row in enumerate(text.splitlines(), 1) if row.startswith("id:")), 1)
        expected = f"{slug}; the id stays, and Duplicate makes a question with another one"
        return ReadText(
            text, digest, None, (Problem(f"{slug}.yaml", line, "id", question.slug, expected),)
        )
    return ReadText(text, digest, question, ())
