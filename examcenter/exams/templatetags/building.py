"""Small words of the pages of building."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from examcenter.exams.building.pages import SlotRow
from examcenter.sentences.topics import topic_words

register = template.Library()


@register.filter
def topic(slug: str) -> str:
    """Return a topic in words."""
    return topic_words(slug)


@register.simple_tag
def typed_points(typed: Mapping[str, str] | str, slot: SlotRow) -> str:
    """Return the points of a slot as they were typed, if they were."""
    name = f"points-{slot.id}"
    return typed.get(name, slot.points) if isinstance(typed, Mapping) else slot.points
