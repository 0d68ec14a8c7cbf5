"""Reads fields out of a document's tree and collects every problem instead of the first one.

A reading method returns the value, or None after it has noted a problem; the caller goes on with
the other fields, and a document with problems is refused as a whole at the end.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from questions.engine.errors import Problem, list_choices, shorten
from questions.engine.source import Node

LONGEST_LINE = 200
LONGEST_TEXT = 8000


@dataclass
class Reader:
    """Knows the file, and what was wrong so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def note(self, node: Node, found: str, expected: str, *, key: str = "", at: int = 0) -> None:
        """Remember a problem at a node, or at one of its keys, or at a position of its text."""
        path = ".".join(part for part in (node.key, key) if part)
        self.problems.append(Problem(self.file, node.line_at(at), path, found, expected))

    def mapping(
        self, node: Node, *, required: Collection[str] = (), allowed: Collection[str]
    ) -> dict[str, Node]:
        """Return the fields of a mapping; unknown and missing ones are noted."""
        if not isinstance(node.content, dict):
            self.note(node, node.describe(), f"a mapping with {', '.join(allowed)}")
            return {}
        fields: dict[str, Node] = {}
        for name, value in node.content.items():
            if name not in allowed:
                self.note(value, "an unknown key", list_choices(name, allowed))
            else:
                fields[name] = value
        for name in required:
            if name not in fields:
                self.note(node, "nothing", "this key", key=name)
        return fields

    def entries(self, node: Node | None, *, expected: str, most: int) -> list[Node]:
        """Return the entries of a list; none if the list is absent."""
        if node is None or node.content is None:
            return []
        if not isinstance(node.content, list):
            self.note(node, node.describe(), f"a list of {expected}")
            return []
        if len(node.content) > most:
            self.note(node, f"{len(node.content)} entries", f"at most {most}")
            return []
        return list(node.content)

    def pairs(self, node: Node | None, *, expected: str, most: int) -> list[tuple[str, Node]]:
        """Return the names and values of a mapping with names of the author's own."""
        if node is None or node.content is None:
            return []
        if not isinstance(node.content, dict):
            self.note(node, node.describe(), f"a mapping of {expected}")
            return []
        if len(node.content) > most:
            self.note(node, f"{len(node.content)} entries", f"at most {most}")
            return []
        return list(node.content.items())

    def text(self, node: Node | None, *, longest: int = LONGEST_TEXT) -> str | None:
        """Return a text that is not blank, without blanks around it."""
        if node is None:
            return None
        if not isinstance(node.content, str):
            is_scalar = not isinstance(node.content, dict | list)
            hint = "a text (put it in quotes)" if is_scalar else "a text"
            self.note(node, node.describe(), hint)
            return None
        if not node.content.strip():
            self.note(node, "an empty text", "a text")
            return None
        if len(node.content) > longest:
            self.note(node, f"{len(node.content)} characters", f"at most {longest}")
            return None
        return node.content.strip()

    def line_of_text(self, node: Node | None) -> str | None:
        """Return a text of a single line."""
        text = self.text(node, longest=LONGEST_LINE)
        if node is not None and text is not None and "\n" in text:
            self.note(node, "several lines", "one line")
            return None
        return text

    def name(self, node: Node | None, pattern: re.Pattern[str], expected: str) -> str | None:
        """Return a text that matches a pattern."""
        text = self.line_of_text(node)
        if node is not None and text is not None and not pattern.fullmatch(text):
            self.note(node, f"{shorten(text)!r}", expected)
            return None
        return text

    def one_of(self, node: Node | None, choices: Collection[str]) -> str | None:
        """Return a text that is one of the choices."""
        text = self.line_of_text(node)
        if node is not None and text is not None and text not in choices:
            self.note(node, f"{shorten(text)!r}", list_choices(text, choices))
            return None
        return text

    def integer(self, node: Node | None, *, least: int, most: int) -> int | None:
        """Return a whole number within bounds."""
        if node is None:
            return None
        value = node.content
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.note(node, node.describe(), f"a whole number from {least} to {most}")
            return None
        return value

    def number(self, node: Node | None, *, least: float, most: float) -> float | None:
        """Return a number within bounds."""
        if node is None:
            return None
        value = node.content
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not least <= value <= most
        ):
            self.note(node, node.describe(), f"a number from {least:g} to {most:g}")
            return None
        return value

    def switch(self, node: Node | None) -> bool:
        """Return true or false; false if absent."""
        if node is None:
            return False
        if not isinstance(node.content, bool):
            self.note(node, node.describe(), "true or false")
            return False
        return node.content

    def scalar_text(self, node: Node) -> str | None:
        """Return what a student would type: the text of a scalar as it is written."""
        if isinstance(node.content, dict | list):
            self.note(node, node.describe(), "an answer as a student types it")
            return None
        return node.text


def field_of(fields: Mapping[str, Node], name: str) -> Node | None:
    """Return the field, or None where it is absent or left empty."""
    node = fields.get(name)
    return None if node is None or node.content is None else node
