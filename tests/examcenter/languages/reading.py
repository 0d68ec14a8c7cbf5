"""Reads a page as people do: every text that is seen or spoken, without what is data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

OPEN, CLOSE = "⟦", "⟧"
# What holds no words of the interface. Within a `lang` of its own stand the bank's texts.
_SILENT = frozenset({"script", "style", "code", "pre", "math", "textarea", "kbd"})
_VOID = frozenset(
    ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_SPOKEN = frozenset(
    ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext", "label")
)
_WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")


@dataclass
class _Element:
    tag: str
    is_silent: bool


@dataclass
class PageReader(HTMLParser):
    """Collects texts: of elements in one run, so that marks may open and close in different ones,
    and of attributes one by one."""

    texts: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    open_elements: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    @property
    def is_silent(self) -> bool:
        """Whether what comes now is data."""
        return bool(self.open_elements) and self.open_elements[-1].is_silent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is spoken of an element, and whether its content is read."""
        named = {name: value or "" for name, value in attrs}
        is_data = tag in _SILENT or ("lang" in named and tag != "html")
        is_data |= named.get("translate") == "no"
        is_silent = self.is_silent or is_data
        if not self.is_silent and ("lang" not in named or tag == "html"):
            self.attributes.extend(_spoken(tag, named))
        if tag not in _VOID:
            self.open_elements.append(_Element(tag, is_silent))
        self.texts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        for place in range(len(self.open_elements) - 1, -1, -1):
            if self.open_elements[place].tag == tag:
                del self.open_elements[place:]
                break
        self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take a text that is read."""
        if not self.is_silent:
            self.texts.append(data)


def _spoken(tag: str, named: dict[str, str]) -> Iterator[str]:
    for name, value in named.items():
        is_button = name == "value" and named.get("type") in {"submit", "button", "reset"}
        is_sentence = name.startswith("data-") and _WORDS.search(value)
        is_word = named.get("id") == "words" and name.startswith("data-")
        if name in _SPOKEN or is_button or is_sentence or is_word:
            yield value


def read_page(html: str) -> tuple[list[str], list[str]]:
    """Return the lines of a page that are seen, and the attributes that are spoken."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return "".join(reader.texts).split("\n"), reader.attributes


def unmarked(html: str) -> list[str]:
    """Return what of a page is not between the marks of a translation."""
    lines, attributes = read_page(html)
    outside = _outside("\n".join(lines)).split("\n")
    for attribute in attributes:
        outside.extend(_outside(attribute).split("\n"))
    return [text.strip() for text in outside if text.strip()]


def _outside(text: str) -> str:
    kept = []
    depth = 0
    for character in text:
        if character == OPEN:
            depth += 1
        elif character == CLOSE:
            depth -= 1
        elif depth == 0 or character == "\n":
            kept.append(character)
    return "".join(kept)
