"""Author's Markdown as safe HTML."""

from django import template
from django.utils.safestring import SafeString

from questions.rendering import render_inline, render_markdown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Return Markdown with maths as sanitised HTML."""
    return render_markdown(text)


@register.filter
def inline_markdown(text: str) -> SafeString:
    """Return one line of Markdown with maths as sanitised HTML without a paragraph."""
    return render_inline(text)
