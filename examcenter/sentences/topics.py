"""The topics of the bank, as readers see them."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# A test holds that each topic is here.
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


def topic_words(topic: str) -> str:
    """Return a topic's slug as words: ``Output size``."""
    known = TOPIC_WORDS.get(topic)
    return gettext(known) if known else topic.replace("-", " ").capitalize()
