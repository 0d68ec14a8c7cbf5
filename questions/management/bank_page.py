"""Writes the table of ``docs/bank.md``: every question by topic and level, from the documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from questions.engine.question import TOPICS, Question

MARKER = "<!-- Written by `python manage.py write_bank_page`; what stands below is replaced. -->"
_HEAD = "| Level | Question | Title | Asks for | Variants |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Entry:
    """One question and how many variants are certified."""

    question: Question
    n_variants: int

    @property
    def line(self) -> str:
        """Its row of the table."""
        question = self.question
        asked = "; ".join(part.label for part in question.parts)
        cells = (str(question.level), f"`{question.slug}`", question.title, asked)
        return f"| {' | '.join(cells)} | {self.n_variants:,} |"


def write_page(page: str, entries: Iterable[Entry]) -> str:
    """Return the page with its table written anew; what stands above the marker is kept."""
    prose, marker, _ = page.partition(MARKER)
    if not marker:
        raise ValueError(f"page of the bank: found no marker, expected {MARKER!r}")
    ordered = sorted(entries, key=lambda entry: (entry.question.level, entry.question.slug))
    sections = [_section(topic, ordered) for topic in TOPICS]
    n_variants = sum(entry.n_variants for entry in ordered)
    total = f"{len(ordered)} questions with {n_variants:,} certified variants."
    return "\n\n".join([prose + MARKER, total, *filter(None, sections)]) + "\n"


def _section(topic: str, entries: list[Entry]) -> str:
    lines = [entry.line for entry in entries if entry.question.topic == topic]
    name = topic.replace("-", " ").capitalize()
    return "\n".join([f"### {name}\n", _HEAD, *lines]) if lines else ""
