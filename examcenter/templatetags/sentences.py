"""What the bank and the judge say, in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from examcenter import sentences
from examcenter.sentences import topics

register = template.Library()


@register.filter
def say(text: str) -> SafeString:
    """Return a sentence as HTML; one that stays English is marked so."""
    return sentences.say_html(str(text))


@register.filter
def say_plainly(text: str) -> str:
    """Return a sentence for an attribute, or for a place that is marked already."""
    return sentences.say(str(text))


@register.filter
def topic(slug: str) -> str:
    """Return a topic of the bank in words."""
    return topics.topic_words(slug) if slug else ""


@register.filter
def kind(name: str) -> str:
    """Return a kind of answers in words."""
    return topics.kind_words(name)
