"""Every text of the interface can be translated: what no translation has passed is found.

Each answer of gettext is put between marks; then every page is read as people read it, and what
stands outside of the marks and is no data was never translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import translation

from examcenter import sentences
from examcenter.templatetags import fixed
from tests.examcenter.languages.crawling import data_words, do_work, pages
from tests.examcenter.languages.reading import CLOSE, OPEN, unmarked

# Names and signs that are the same in every language, each with its reason.
_SAME_EVERYWHERE = {
    "UTC": "the name of a zone",
    "CSV": "a format",
    "JSON": "a format",
    "XLSX": "a format",
    "English": "a language is named by its own name",
    "Deutsch": "a language is named by its own name",
    "min": "the unit of minutes",
    "px": "the unit of pixels",
}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Keys, slugs, file names and addresses: one word with a sign of its own in it.
_NAME = re.compile(r"\S*[@_./:\\{}=#-]\S*[\w/}]\S*|\S+\(\S*\)|\b[0-9a-f]{8,}\b|\b\d\S*")


def find_unmarked(html: str, data: list[str]) -> list[str]:
    """Return the texts of a page that no translation has passed."""
    found = []
    for text in unmarked(html):
        rest = text
        for word in (*data, *_SAME_EVERYWHERE):
            rest = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", rest)
        rest = _NAME.sub(" ", rest)
        if _LETTERS.search(rest):
            found.append(text)
    return found


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put every answer of gettext between marks."""
    # Django asks this object for the functions of the moment.
    door: Any = vars(translation)["_trans"]
    names = ("gettext", "pgettext", "ngettext", "npgettext")

    def wrap(function, *arguments):
        text = function(*arguments)
        return f"{OPEN}{text}{CLOSE}" if text else text

    # The bank and the judge are translated for other languages only; here, too.
    monkeypatch.setattr(sentences, "is_source", lambda: False)
    for name in names:
        monkeypatch.setattr(door, name, partial(wrap, getattr(door, name)), raising=False)
    # What was rendered once for everybody has none.
    fixed._rendered.cache_clear()
    yield
    fixed._rendered.cache_clear()


@pytest.fixture
def busy_world(world, cast, practice):
    """Return the world after some work, so that pages have something to say."""
    do_work(world, cast, practice)
    return world


def test_no_page_has_a_text_that_cannot_be_translated(busy_world, marks):
    data = data_words()
    found: dict[str, set[str]] = {}
    n_pages = 0
    for name, role, html in pages(busy_world):
        n_pages += 1
        for text in find_unmarked(html, data):
            found.setdefault(text, set()).add(f"{name} as {role}")
    assert n_pages > 100, "the crawl found too little to mean anything"
    assert not found, "\n".join(f"{text!r}: {sorted(at)[0]}" for text, at in sorted(found.items()))


@pytest.mark.parametrize(
    ("html", "is_found"),
    [
        ("<p>Save it</p>", True),
        (f"<p>{OPEN}Save it{CLOSE}</p>", False),
        (f"<p>{OPEN}Save <b>it{CLOSE}</b> now</p>", True),
        ('<input placeholder="Your name">', True),
        ('<button aria-label="Close"></button>', True),
        ('<button data-words="Save it all"></button>', True),
        ('<p id="words" data-saved="saved"></p>', True),
        ('<p lang="en">Of the bank</p>', False),
        ("<p><code>conv2d stride</code> 12 × 3</p>", False),
        ("<script>const text = 'Save it'</script>", False),
        ("<p>vision-101 of ada@example.org</p>", True),
    ],
)
def test_the_reader_finds_what_people_read(html, is_found):
    assert bool(find_unmarked(html, [])) is is_found
