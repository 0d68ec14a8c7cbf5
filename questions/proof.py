"""A certificate in the form that is stored: with its pictures' numbers and the packed variants."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from questions.engine.certificate import certify
from questions.engine.distribution import spread_of
from questions.engine.question import Question
from questions.rendering import check_markdown


@dataclass(frozen=True)
class Proof:
    """What a version stores of its certificate; ``certified`` is the packed list of variants."""

    certificate: dict[str, Any]
    certified: bytes
    n_variants: int
    problems: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether the question may be published."""
        return bool(self.certificate["ok"])


def prove(question: Question, *, on_progress: Callable[[int, int], None] | None = None) -> Proof:
    """Return the proof of a question over its whole domain, as publishing wants it."""
    certificate = certify(question, check_markdown=check_markdown, on_progress=on_progress)
    data = certificate.to_json()
    if certificate.ok:
        # Of a question that failed, some variants cannot even be shown.
        data["spread"] = spread_of(certificate.certified)
    return Proof(
        certificate=data,
        certified=certificate.certified.pack(),
        n_variants=certificate.n_variants,
        problems=certificate.problems,
    )
