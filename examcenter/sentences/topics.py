"""The topics of the bank and the kinds of answers, as readers see them."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# A test holds that each topic and each kind is here.
TOPIC_WORDS = {
    "fully-connected": _("Fully connected"),
    "convolution": _("Convolution"),
    "output-size": _("Output size"),
    "padding": _("Padding"),
    "pooling": _("Pooling"),
    "parameters": _("Parameters"),
    "receptive-field": _("Receptive field"),
    "concepts": _("Concepts"),
    "code": _("Code"),
}

KIND_WORDS = {
    "integer": _("whole number"),
    "decimal": _("decimal number"),
    "percent": _("percentage"),
    "fraction": _("fraction"),
    "shape": _("shape"),
    "matrix": _("grid of numbers"),
    "set": _("set of values"),
    "choice": _("one option"),
    "choices": _("several options"),
    "formula": _("formula"),
    "code": _("program"),
}


def kind_words(kind: str) -> str:
    """Return a kind of answers in words."""
    known = KIND_WORDS.get(kind)
    return gettext(known) if known else kind


def topic_words(topic: str) -> str:
    """Return a topic's slug as words: ``Output size``."""
    known = TOPIC_WORDS.get(topic)
    return gettext(known) if known else topic.replace("-", " ").capitalize()
