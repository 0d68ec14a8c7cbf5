"""Reads the YAML of a document into a tree that knows its lines; builds no Python objects.

Works on the parser's events, so that anchors, aliases, tags and deep nesting are refused before
anything is built of them. Scalars follow the JSON rules and not YAML 1.1: ``no`` is a text, and
so is ``1:30``.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from questions.engine.errors import DocumentError, Problem, shorten

LARGEST_DOCUMENT_BYTES = 64 * 1024
DEEPEST_DOCUMENT = 8
MOST_NODES = 5000

Scalar: TypeAlias = str | int | float | bool | None

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
# Control characters, and the line ends that only YAML knows: no text of a question needs them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Node:
    """One value of a document: ``content`` is a scalar, a list of nodes or a dict of nodes."""

    content: Any
    line: int
    key: str
    text: str = ""
    is_literal: bool = False
    """Whether it is a literal block (``|``), whose lines are those of the file."""

    def line_at(self, position: int) -> int:
        """Return the line of the file that holds a position of the text."""
        if not self.is_literal:
            return self.line
        return self.line + 1 + self.text.count("\n", 0, position)

    def to_plain(self) -> Any:
        """Return the value as plain dicts, lists and scalars."""
        if isinstance(self.content, dict):
            return {name: node.to_plain() for name, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.to_plain() for node in self.content]
        return self.content

    def describe(self) -> str:
        """Return what stands there, in a few words."""
        if isinstance(self.content, dict):
            return "a mapping"
        if isinstance(self.content, list):
            return "a list"
        if self.content is None:
            return "nothing"
        kind = {bool: "a switch", int: "a number", float: "a number"}.get(type(self.content))
        return f"{kind}, {shorten(self.text)}" if kind else f"the text {shorten(self.text)!r}"


@dataclass
class _Open:
    """A list or mapping that is still being read."""

    key: str
    line: int
    items: Any
    name: str | None = None


@dataclass
class _Builder:
    """Builds the tree from events; ``problems`` are those that do not stop the reading."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    root: Node | None = None
    n_nodes: int = 0

    def build(self, events: Iterator[Any]) -> Node:
        """Return the root of the one document in the stream."""
        n_documents = 0
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    raise self._stop(line, "a second document (---)", "one question in a file")
            elif isinstance(event, yaml.AliasEvent):
                raise self._stop(line, f"the alias *{event.anchor}", "the value itself")
            elif isinstance(event, yaml.NodeEvent):
                self._refuse_decoration(event, line)
                self._open_or_add(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
        if self.root is None:
            raise self._stop(1, "an empty file", "a question document")
        return self.root

    def _stop(self, line: int, found: str, expected: str) -> DocumentError:
        key = self.stack[-1].key if self.stack else ""
        return DocumentError([*self.problems, Problem(self.file, line, key, found, expected)])

    def _refuse_decoration(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._stop(line, f"the anchor &{event.anchor}", "plain values")
        if event.tag is not None:
            raise self._stop(line, f"the tag {shorten(event.tag)}", "plain values")
        self.n_nodes += 1
        if self.n_nodes > MOST_NODES:
            raise self._stop(line, f"more than {MOST_NODES} values", "a smaller document")

    def _open_or_add(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add_scalar(event, line)
            return
        if self.stack and isinstance(self.stack[-1].items, dict) and self.stack[-1].name is None:
            raise self._stop(
                line,
                "a key that is no plain text",
                "a key such as prompt:, and quotes around a text that begins with {{",
            )
        if len(self.stack) >= DEEPEST_DOCUMENT:
            raise self._stop(line, "too deep a nesting", f"at most {DEEPEST_DOCUMENT} levels")
        items: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self.stack.append(_Open(self._key_here(), line, items))

    def _key_here(self) -> str:
        if not self.stack:
            return ""
        parent = self.stack[-1]
        if isinstance(parent.items, list):
            return f"{parent.key}[{len(parent.items)}]"
        return f"{parent.key}.{parent.name}" if parent.key else str(parent.name)

    def _add_scalar(self, event: Any, line: int) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.items, dict) and parent.name is None:
            parent.name = event.value
            if event.value in parent.items:
                first = parent.items[event.value].line
                self.problems.append(
                    Problem(
                        self.file,
                        line,
                        self._key_here(),
                        "the key twice",
                        f"it once (line {first})",
                    )
                )
            return
        key = self._key_here()
        is_plain = not event.style
        unprintable = _UNPRINTABLE.search(event.value)
        if unprintable:
            self.problems.append(
                Problem(self.file, line, key, f"the character {unprintable[0]!a}", "plain text")
            )
        content = resolve_scalar(event.value) if is_plain else event.value
        self._add(Node(content, line, key, event.value, is_literal=event.style == "|"))

    def _add(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.items, list):
            parent.items.append(node)
            return
        parent.items[parent.name] = node
        parent.name = None

    def _close(self) -> None:
        done = self.stack.pop()
        self._add(Node(done.items, done.line, done.key))


def resolve_scalar(text: str) -> Scalar:
    """Return the value of a scalar without quotes."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text) and len(text) <= 40:
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


# What to write in place of what the parser stumbled over: by words of its own message.
_CURES = (
    (
        "could not find expected ':'",
        "a colon and a blank after the name, on this line or the one above",
    ),
    ("mapping values are not allowed", "quotes round a text that holds ': ', or another indent"),
    ("found unexpected end of stream", "the closing quote of a text"),
    ("did not find expected ',' or ']'", "a comma, or the closing bracket ]"),
    ("did not find expected ',' or '}'", "a comma, or the closing brace }"),
    ("did not find expected '-'", "'- ' as before each item of the list, or another indent"),
    ("found unknown escape", "single quotes round a text with backslashes, or two backslashes"),
    ("did not find expected node content", "a value, or quotes round a text that begins so"),
    ("did not find expected key", "a name with a colon, at the indent of the names above"),
    ("block sequence entries are not allowed", "the list on lines of its own, below its name"),
)


def _line_of(error: yaml.MarkedYAMLError) -> int:
    """Return the line to mend: of a quote that is never closed the one where it opens."""
    is_unclosed = error.problem == "found unexpected end of stream"
    mark = (is_unclosed and error.context_mark) or error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _reason(error: yaml.MarkedYAMLError) -> str:
    return ", ".join(part for part in (error.context, error.problem) if part)


def _cure(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    """Return what is expected in place of what is no YAML, as an author would write it."""
    reason = _reason(error)
    if "cannot start any token" in reason:
        lines = text.split("\n")
        typed = lines[line - 1] if line <= len(lines) else ""
        if "\t" in typed[: len(typed) - len(typed.lstrip())]:
            return "blanks for the indent, as YAML takes no tabs"
        return "quotes round a text that begins with this sign"
    return next((cure for words, cure in _CURES if words in reason), "a document in YAML")


def read_tree(text: str, *, filename: str) -> tuple[Node, list[Problem]]:
    """Return the root of a document, and the problems that leave it readable.

    Raises DocumentError if the text is too large, no YAML, or uses what documents may not.
    """

    def stop(line: int, found: str, expected: str) -> DocumentError:
        return DocumentError([Problem(filename, line, "", found, expected)])

    if len(text) > LARGEST_DOCUMENT_BYTES:
        raise stop(1, f"{len(text)} characters", f"at most {LARGEST_DOCUMENT_BYTES} bytes")
    try:
        n_bytes = len(text.encode())
    except UnicodeEncodeError as error:
        raise stop(
            text.count("\n", 0, error.start) + 1, "a broken character", "UTF-8 text"
        ) from None
    if n_bytes > LARGEST_DOCUMENT_BYTES:
        raise stop(1, f"{n_bytes} bytes", f"at most {LARGEST_DOCUMENT_BYTES} bytes")
    builder = _Builder(filename)
    try:
        root = builder.build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = _line_of(error)
        raise stop(line, f"no YAML ({_reason(error)})", _cure(error, text, line)) from None
    except yaml.YAMLError as error:
        raise stop(1, f"no YAML ({shorten(error, 120)})", "a document in YAML") from None
    return root, builder.problems
