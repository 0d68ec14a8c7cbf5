"""Rendered texts have a form in plain words."""

import pytest

from examcenter.exams.templatetags.markup import inline_markdown, markdown, spoken


def test_a_paragraph_is_rendered_with_its_formula():
    assert "<math" in markdown("so $P = 2$")
    assert markdown("so").startswith("<p>")
    assert not inline_markdown("so").startswith("<p>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$P = 2$", "P equals 2"),
        ("$W \\times H$ pixels", "W times H pixels"),
        ("There is *none*.", "There is none."),
        ("less than `<b>` & more", "less than <b> & more"),
    ],
)
def test_what_is_rendered_can_be_spoken(text, words):
    assert spoken(inline_markdown(text)) == words
