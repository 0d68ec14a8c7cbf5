"""Parts of a page that are the same for everybody: rendered once in a process for each language.

Everybody opens a page of an exam in the same minute, and most of what such a page says is fixed.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Include a template that takes nothing: what it says depends on the language alone."""
    return _render(name, get_language() or "")


@register.simple_tag
def sign(state: str) -> SafeString:
    """Include a sign; a page has dozens of them."""
    return _render("_sign.html", "", state)


def _render(name: str, language: str, state: str = "") -> SafeString:
    # Whoever works on a template wants to see it.
    make = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return make(name, language, state)


@lru_cache(maxsize=1024)
def _rendered(name: str, language: str, state: str) -> SafeString:
    return render_to_string(name, {"state": state})
