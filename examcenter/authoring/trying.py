"""What a student would be told for an answer: parsed, marked, diagnosed, with the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from examcenter.numerals import grouped
from examcenter.sentences import say_html, say_markdown
from questions.answers import AnswerFormatError, NotComparableError
from questions.engine.assessment import assess
from questions.engine.variants import Variant
from questions.misconceptions import MISCONCEPTIONS

LONGEST_ANSWER = 4000


@dataclass(frozen=True)
class Tried:
    """The outcome of one tried answer; ``state`` is right, wrong, partly or unreadable."""

    state: str
    words: str
    understood: str
    message_html: SafeString
    diagnosis: tuple[str, ...] = ()
    receipt: tuple[tuple[str, str], ...] = ()


def try_answer(variant: Variant, name: str, raw: str, answers: Mapping[str, str]) -> Tried:
    """Return what becomes of an answer to a part, with what was typed for earlier parts."""
    if len(raw) > LONGEST_ANSWER:
        return _unreadable(_("The answer has %(n)s characters.") % {"n": grouped(len(raw))})
    earlier = {part: text for part, text in answers.items() if text.strip() and part != name}
    try:
        mark = assess(variant, name, raw, earlier=earlier).mark
    except AnswerFormatError as error:
        return _unreadable(str(error))
    except NotComparableError as error:
        return _unreadable(str(error))
    state = "right" if mark.is_right else "partly" if mark.score > 0 else "wrong"
    words = {"right": _("Right."), "partly": _("Partly right."), "wrong": _("Not yet.")}[state]
    return Tried(
        state=state,
        words=words,
        understood=mark.understood,
        message_html=say_markdown(mark.feedback),
        diagnosis=tuple(f"{MISCONCEPTIONS[id_].title} ({id_})" for id_ in mark.diagnosis),
        receipt=tuple((name, _show(entry)) for name, entry in mark.receipt.items()),
    )


def _unreadable(text: str) -> Tried:
    # What cannot be read is told in plain text, which may quote what was typed.
    return Tried(
        "unreadable", _("This could not be read."), "", format_html("<p>{}</p>", say_html(text))
    )


def _show(entry: object) -> str:
    if isinstance(entry, dict):
        return ", ".join(f"{name} {value}" for name, value in entry.items()) or "none"
    if isinstance(entry, list):
        return ", ".join(map(str, entry)) or "none"
    return "none" if entry is None else str(entry)
