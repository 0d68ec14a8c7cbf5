"""Documents to start from: each is a whole question that certifies, to be changed bit by bit."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

_FOLDER = Path(__file__).parent
STARTERS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "whole-number": gettext_lazy("A whole number"),
        "decimal": gettext_lazy("A number with decimals"),
        "shape": gettext_lazy("A shape, such as 4 x 5 x 8"),
        "choice": gettext_lazy("One of several options"),
        "parts": gettext_lazy("Several parts that build on each other"),
    }
)


def start_text(starter: str, *, slug: str, title: str, topic: str, level: int) -> str:
    """Return the text of a starter with what is known of the new question."""
    text = (_FOLDER / f"{starter}.yaml").read_text()
    # JSON's quotes are YAML's, so no title can end its line early.
    values = {"ID": slug, "TITLE": json.dumps(title, ensure_ascii=False), "TOPIC": topic}
    for name, value in {**values, "LEVEL": str(level)}.items():
        text = text.replace(f"__{name}__", value)
    return text
