"""Certifies the bank: ``manage.py check_bank [QUESTION ...] [--json]``; exit 1 if one fails."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from questions.engine.certificate import Certificate, certify
from questions.engine.library import QuestionFile
from questions.management.workbench import add_question_argument, find_files, to_json
from questions.rendering import check_markdown
from questions.selectors import find_published_numbers

_HEADINGS = ("question", "version", "ok", "variants", "answers", "seconds", "collisions")


class Command(BaseCommand):
    """Proves every question of the bank over its whole domain; reads files and no database."""

    help = "Certify the questions of the bank over their whole domains."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the questions and the output."""
        add_question_argument(parser, nargs="*")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, question: list[str], **options: Any) -> None:
        """Certify and print; leave with 1 if anything fails."""
        versions = find_published_numbers()
        rows = [_certify(file, versions.get(file.slug)) for file in find_files(question)]
        if options["json"]:
            self.stdout.write(to_json(rows))
        else:
            self._print_table(rows)
        if not all(row["ok"] for row in rows):
            sys.exit(1)

    def _print_table(self, rows: list[dict[str, Any]]) -> None:
        table = [_HEADINGS, *(_cells(row) for row in rows)]
        widths = [max(len(cells[place]) for cells in table) for place in range(len(_HEADINGS))]
        for cells in table:
            padded = [
                cell.ljust(width) if place in (0, 6) else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ]
            self.stdout.write("  ".join(padded).rstrip())
        for row in rows:
            for problem in row["problems"]:
                self.stdout.write(f"{row['slug']}: {problem}")
        n_failed = sum(not row["ok"] for row in rows)
        n_variants = sum(row["n_variants"] for row in rows)
        self.stdout.write(
            f"{len(rows)} questions, {n_failed} failed, {n_variants:,} certified variants"
        )


def _certify(file: QuestionFile, version: int | None) -> dict[str, Any]:
    certificate: Certificate | None = None
    problems = [str(problem) for problem in file.problems]
    if file.question is not None:
        certificate = certify(file.question, check_markdown=check_markdown)
        problems += certificate.problems
    return {
        "slug": file.slug,
        "version": version,
        "ok": certificate is not None and certificate.ok,
        "n_variants": certificate.n_variants if certificate else 0,
        "n_distinct_answers": certificate.n_distinct_answers if certificate else 0,
        "collisions": dict(certificate.n_collided) if certificate else {},
        "seconds": round(certificate.seconds, 3) if certificate else 0.0,
        "problems": problems,
    }


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    collisions = [f"{name} {count:,}" for name, count in row["collisions"].items() if count]
    return (
        row["slug"],
        "-" if row["version"] is None else str(row["version"]),
        "yes" if row["ok"] else "NO",
        f"{row['n_variants']:,}",
        f"{row['n_distinct_answers']:,}",
        f"{row['seconds']:.2f}",
        ", ".join(collisions) or "-",
    )
