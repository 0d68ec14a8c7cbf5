"""Says in the reader's language what the bank, the judge and the room have said in English.

Both boxes know no people and no Django, and what they say is stored with an answer long before
somebody reads it. So their sentences are recognised here, at the edge: each is known as a pattern
with places, is translated as any other text, and the places are filled again. What is not known,
such as the words of an author, stays as it is and is marked as English.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from examcenter.sentences import answers, judging, room
from examcenter.sentences.rules import RULES
from questions.rendering import render_markdown

_PLACE = re.compile(r"%\((\w+)\)s")
# In these places one of our own phrases has to stand; elsewhere anything may.
_PHRASES = {**answers.PHRASES, **judging.PHRASES}
_SENTENCES = (*answers.ANSWERS, *judging.JUDGING, *RULES, *room.TOLD)


def is_source(language: str | None = None) -> bool:
    """Tell whether readers are spoken to in the language in which everything is written."""
    return (language or get_language() or "en").partition("-")[0] == "en"


def say(text: str) -> str:
    """Return a sentence in the reader's language; one that is not known stays as it is."""
    if is_source() or not text:
        return text
    return _translate(text) or text


def say_html(text: str) -> SafeString:
    """Return a sentence as HTML, marked as English where it stays so."""
    if is_source() or not text:
        return SafeString(escape(text))
    told = _translate(text)
    if told is None:
        return format_html('<span lang="en">{}</span>', text)
    return SafeString(escape(told))


def say_markdown(markdown: str) -> SafeString:
    """Return a text of several paragraphs as HTML; those that stay English are marked so."""
    if is_source() or not markdown:
        return render_markdown(markdown)
    pieces: list[SafeString] = []
    kept: list[str] = []
    for paragraph in markdown.split("\n\n"):
        told = _translate(paragraph.strip())
        if told is None:
            kept.append(paragraph)
            continue
        pieces.extend(_in_english(kept))
        kept = []
        pieces.append(render_markdown(told))
    pieces.extend(_in_english(kept))
    return SafeString("".join(pieces))


def _in_english(paragraphs: list[str]) -> list[SafeString]:
    if not paragraphs:
        return []
    html = render_markdown("\n\n".join(paragraphs))
    return [format_html('<div lang="en">{}</div>', html)]


def _translate(text: str, templates: tuple[str, ...] = _SENTENCES) -> str | None:
    """Return a known sentence in the reader's language; None when it is not known."""
    for template in templates:
        match = _pattern(template).fullmatch(text)
        if match is None:
            continue
        places = {}
        for name, found in match.groupdict().items():
            phrases = _PHRASES.get(name.rstrip("0123456789"))
            places[name] = (_translate(found, phrases) or found) if phrases else found
        return gettext(template) % places if places else gettext(template)
    return None


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_source(template, is_named=True), re.DOTALL)


def _source(template: str, *, is_named: bool) -> str:
    """Return a template as a regular expression, with a group for each place or with none."""
    pieces = _PLACE.split(template)
    source = ""
    seen: set[str] = set()
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            source += re.escape(piece.replace("%%", "%") if len(pieces) > 1 else piece)
        elif piece in seen:
            source += f"(?P={piece})"
        else:
            phrases = _PHRASES.get(piece.rstrip("0123456789"), ())
            inner = "|".join(_source(phrase, is_named=False) for phrase in phrases) or ".+?"
            source += f"(?P<{piece}>{inner})" if is_named else f"(?:{inner})"
            seen |= {piece} if is_named else set()
    return source
