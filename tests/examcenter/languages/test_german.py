"""In German, no English is left: neither sentences nor numbers and dates in the English way."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from tests.examcenter.languages.crawling import data_words, do_work, pages
from tests.examcenter.languages.reading import read_page

# Words that an English sentence hardly does without, and German does not have.
_ENGLISH = re.compile(
    r"\b(the|and|of|you|your|this|that|these|is|are|not|with|for|from|to|it|its|has|have|when|"
    r"which|here|no|or|by|at|on|be|been|as|there|what|who|only|until|can|cannot|does|will|"
    r"nothing|nobody|somebody|every|each|one|two|after|before|than|then|there|their|they)\b",
    re.IGNORECASE,
)
# What looks English and is not, each with its reason.
_NO_ENGLISH = (
    "as <code>",
    "Stride is",
)
# What a browser computes with, in the form of computers whatever the language.
_COMPUTED = re.compile(
    r" (?:value|min|max|step|x|y|x1|x2|y1|y2|width|height|viewBox|d|points|cx|cy|r|datetime|"
    r'transform|data-[\w-]+)="([^"]*)"'
)


@pytest.fixture
def german_world(world, cast, practice):
    """Return the world after some work, read by Germans."""
    do_work(world, cast, practice)
    world.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    yield world
    translation.activate("en")


def english_of(html: str, data: list[str]) -> list[str]:
    """Return the texts of a page that are English."""
    lines, attributes = read_page(html)
    found = []
    for text in (*lines, *attributes):
        rest = text
        for word in data:
            rest = rest.replace(word, " ")
        rest = re.sub(r"\S*[@_/\\{}=.-]\S+|“[^”]*”|„[^“]*“", " ", rest)
        if _ENGLISH.search(rest):
            found.append(text.strip())
    return found


def test_no_page_has_english_sentences_left(german_world):
    data = data_words()
    found: dict[str, str] = {}
    n_pages = 0
    for name, role, html in pages(german_world):
        n_pages += 1
        assert '<html lang="de" dir="ltr"' in html or "<html" not in html, name
        for text in english_of(html, data):
            found.setdefault(text, f"{name} as {role}")
    assert n_pages > 100
    assert not found, "\n".join(f"{text!r}: {at}" for text, at in sorted(found.items()))


def test_what_computers_read_is_the_same_in_german(german_world):
    """A decimal comma in a coordinate or a field's value breaks what stands there."""
    wrong = []
    for name, role, html in pages(german_world):
        for text in _COMPUTED.findall(html):
            if re.fullmatch(r"-?\d+,\d+", text) or re.search(r"\d,\d{3,}\b", text):
                wrong.append(f"{name} as {role}: {text[:60]}")
    assert wrong == []


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<p>Your code is stored.</p>", True),
        ("<p>Ihr Code ist gespeichert.</p>", False),
        ('<p lang="en">This is of the bank</p>', False),
        ('<button title="Save it"></button>', True),
    ],
)
def test_english_is_found(html, is_found):
    assert bool(english_of(html, [])) is is_found
