"""What every page says alike is rendered once, and says what including it would say."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from examcenter.templatetags.fixed import fixed, sign


@pytest.mark.parametrize("name", ["_words", "_keys", "_calculator", "_live"])
def test_a_fixed_part_is_what_including_it_gives(name):
    template = f"exams/{name}.html"
    assert fixed(template) == render_to_string(template)
    assert fixed(template) is fixed(template)


@pytest.mark.parametrize("state", ["right", "flag", "new", "waiting"])
def test_a_sign_is_what_including_it_gives(state):
    assert sign(state) == render_to_string("_sign.html", {"state": state})


def test_each_language_has_its_own():
    with override("en"):
        english = fixed("exams/_keys.html")
    with override("de"):
        assert fixed("exams/_keys.html") is not english


def test_whoever_works_on_a_template_sees_it(settings):
    settings.DEBUG = True
    assert sign("flag") is not sign("flag")
