"""The tables of docs/marking.md hold: what is said to be understood is, the rest is asked back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from questions.answers import KINDS, AnswerFormatError

PAGE = Path(__file__).parents[2] / "docs" / "marking.md"
SECTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "A whole number": ("integer", {}),
    "A number with decimals": ("decimal", {}),
    "A percentage": ("percent", {}),
    "A shape": ("shape", {"axes": ["height", "width", "depth"]}),
    "A fraction": ("fraction", {}),
    "A formula": (
        "formula",
        {
            "value": "W",
            "variables": {name: {"range": [1, 3]} for name in ("W", "F", "P", "S")},
        },
    ),
    "A set of values": ("set", {"of": {"S": {"range": [1, 8]}}}),
    "A grid": ("matrix", {}),
}


def rows(header: str) -> Iterator[tuple[str, str, str]]:
    """Yield the section and both cells of every row below a header."""
    section, is_inside = "", False
    for line in PAGE.read_text().splitlines():
        if line.startswith("### "):
            section = line[4:]
        is_inside = line.startswith("|") and (is_inside or line.endswith(f"| {header} |"))
        cells = re.fullmatch(r"\| `([^`]+)` \| (.+) \|", line)
        if is_inside and cells:
            yield section, cells[1], cells[2]


@pytest.mark.parametrize(("section", "text", "value"), list(rows("It is read as")))
def test_what_the_page_says_is_understood(section, text, value):
    kind, options = SECTIONS[section]
    spec = KINDS[kind].read_spec(options)
    shown = KINDS[kind].show(KINDS[kind].parse(text, spec), spec)
    assert shown.replace(",", "").removesuffix(" %") == value


@pytest.mark.parametrize(("section", "text", "why"), list(rows("You are asked back, because")))
def test_what_the_page_says_is_asked_back(section, text, why):
    kind, options = SECTIONS[section]
    with pytest.raises(AnswerFormatError) as caught:
        KINDS[kind].parse(text, KINDS[kind].read_spec(options))
    for number in re.findall(r"\d{4,}", why):
        assert number in str(caught.value)


def test_every_section_of_the_page_has_rows():
    assert {section for section, _, _ in rows("It is read as")} == set(SECTIONS)
    assert len(list(rows("You are asked back, because"))) > 15
