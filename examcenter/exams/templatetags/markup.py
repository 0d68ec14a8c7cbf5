"""Author's Markdown as safe HTML, and rendered HTML as plain words."""

import html
import re

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from questions.rendering import render_inline, render_markdown

register = template.Library()

_FORMULA = re.compile(r'<math\b[^>]*?\balttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown with maths as sanitised HTML."""
    return render_markdown(text)


@register.filter
def inline_markdown(text: str) -> SafeString:
    """Return one line of Markdown with maths as sanitised HTML without a paragraph."""
    return render_inline(text)


@register.filter
def spoken(rendered: str) -> str:
    """Return rendered HTML as words, formulas by their text form.

    A label that is one formula has no name for assistive technology, which skips MathML there.
    """
    return html.unescape(strip_tags(_FORMULA.sub(r"\1", rendered))).strip()
