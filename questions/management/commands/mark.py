"""Marks an answer: ``manage.py mark SLUG --params JSON --answer TEXT [--part NAME] [--json]``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from questions.answers import AnswerFormatError, NotComparableError
from questions.engine.assessment import assess
from questions.management.workbench import (
    add_question_argument,
    as_text,
    bad_usage,
    find_part,
    load_certified,
    to_json,
    variant_with_params,
)


class Command(BaseCommand):
    """Marks what a student might type, through the real parser and marking; needs no database."""

    help = "Mark an answer to a variant of a question."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the question, the variant, the answer and the output."""
        add_question_argument(parser)
        parser.add_argument("--params", metavar="JSON", default="{}", help="all parameters")
        parser.add_argument("--answer", required=True, metavar="TEXT", help="as a student types it")
        parser.add_argument("--part", metavar="NAME", help="needed if there are several")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Print how the answer is marked."""
        certified = load_certified(question)
        part = find_part(certified.question, options["part"])
        variant = variant_with_params(certified, options["params"])
        result: dict[str, Any]
        try:
            found = assess(variant, part, options["answer"])
        except AnswerFormatError as error:
            # Unread is not wrong: no score, and what a student would be told.
            result = {"parsed": None, "score": None, "feedback": str(error), "diagnosis": []}
        except NotComparableError as error:
            raise bad_usage(str(error)) from None
        else:
            result = {
                "parsed": found.parsed,
                "score": found.mark.score,
                "feedback": found.mark.feedback,
                "diagnosis": list(found.mark.diagnosis),
            }
        self.stdout.write(to_json(result) if options["json"] else _as_text(result))


def _as_text(result: dict[str, Any]) -> str:
    score = "not read" if result["score"] is None else f"{result['score']:g}"
    lines = [f"parsed: {as_text(result['parsed'])}", f"score: {score}", result["feedback"]]
    if result["diagnosis"]:
        lines.append(f"diagnosis: {', '.join(result['diagnosis'])}")
    return "\n".join(lines)
