"""Shows a variant with keys: ``preview_question SLUG [--variant N | --params JSON] [--json]``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from questions.engine.certified import Certified
from questions.engine.evaluation import answer_of, numbers_of, wrong_values
from questions.engine.variants import Variant, VariantPart
from questions.management.workbench import (
    add_question_argument,
    as_text,
    load_certified,
    to_json,
    variant_of_index,
    variant_with_params,
)
from questions.selectors import find_published_numbers


class Command(BaseCommand):
    """Shows one variant of a file as an author sees it; reads files and no database."""

    help = "Show a variant of a question: prompt, keys, what each misconception gives, solution."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the question, the variant and the output."""
        add_question_argument(parser)
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--variant", type=int, default=0, metavar="N", help="index, from 0")
        which.add_argument("--params", metavar="JSON", help='such as \'{"W": 13, "F": 5}\'')
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Print the variant."""
        certified = load_certified(question)
        if options["params"] is not None:
            variant = variant_with_params(certified, options["params"])
        else:
            variant = variant_of_index(certified, options["variant"])
        preview = _preview(certified, variant)
        self.stdout.write(to_json(preview) if options["json"] else _as_text(preview))


def _preview(certified: Certified, variant: Variant) -> dict[str, Any]:
    slug = certified.question.slug
    return {
        "slug": slug,
        "version": find_published_numbers().get(slug),
        "index": variant.index,
        "n_variants": certified.n_variants,
        "params": dict(variant.params),
        "prompt": variant.prompt,
        "parts": [_preview_part(variant, part) for part in variant.parts],
    }


def _preview_part(variant: Variant, part: VariantPart) -> dict[str, Any]:
    numbers = numbers_of(variant.names)
    misconceptions = [
        {
            "id": use.id,
            "value": answer_of(part.part, wrong_values(variant.question, part.part, use, numbers)),
        }
        for use in part.part.mistakes
    ]
    return {
        "name": part.part.name,
        "kind": part.part.kind,
        "answer": part.key,
        "misconceptions": misconceptions,
        "solution": list(variant.solution(part.part.name)),
    }


def _as_text(preview: dict[str, Any]) -> str:
    params = ", ".join(f"{name}={value}" for name, value in preview["params"].items())
    index = "not certified" if preview["index"] is None else f"variant {preview['index']}"
    lines = [
        f"{preview['slug']}: {index} of {preview['n_variants']:,} ({params or 'no parameters'})",
        "",
        preview["prompt"],
    ]
    for part in preview["parts"]:
        lines += ["", f"{part['name']} ({part['kind']}): {as_text(part['answer'])}"]
        lines += [f"  {entry['id']}: {as_text(entry['value'])}" for entry in part["misconceptions"]]
        solution = "\n".join(part["solution"]).splitlines()
        lines += [f"  > {line}" for line in solution]
    return "\n".join(lines)
