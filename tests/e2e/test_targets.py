"""The rule that finds what a finger does not meet: what it finds, and what it leaves."""

import pytest

from tests.e2e.browsing import DESKTOP
from tests.e2e.targets import find_small_targets

_SMALL = "width:16px; height:16px; padding:0; border:0; box-sizing:border-box"
_LARGE = "width:99px; height:30px"


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("body", "n_faults"),
    [
        (f'<button style="{_SMALL}">a</button><button style="{_SMALL}">b</button>', 2),
        (f'<button style="{_SMALL}; margin:20px">a</button><button style="{_SMALL}">b</button>', 0),
        (f'<button style="{_SMALL}">a</button>', 0),
        (
            f'<button style="{_SMALL}">a</button><button style="{_LARGE}">b</button>',
            1,
        ),
        ('<p>See <a href="#a">one</a> <a href="#b">two</a> here.</p>', 0),
        ('<ul style="line-height:18px"><li><a href="#a">one</a><li><a href="#b">two</a></ul>', 2),
        ('<p style="line-height:18px"><a href="#a">one</a><br><a href="#b">two</a></p>', 2),
        ('<label style="display:block; height:30px"><input type="checkbox"> one</label>' * 3, 0),
        ('<input type="checkbox" name="a"><input type="checkbox" name="b">', 2),
        (f'<div style="clip-path:inset(50%)"><button style="{_SMALL}">a</button></div>' * 2, 0),
        (f'<button disabled style="{_SMALL}">a</button>' * 2, 0),
    ],
    ids=[
        *("side by side", "far apart", "alone", "beside a large one", "in a sentence", "in a list"),
        *("lines of links", "labels count", "bare boxes", "for screen readers", "off"),
    ],
)
def test_small_targets_are_found_unless_they_may_be_small(page, body, n_faults):
    page.set_content(f'<!doctype html><body style="margin:0">{body}')

    assert len(find_small_targets(page, is_phone=False)) == n_faults


@pytest.mark.parametrize(("height", "n_faults"), [(43, 1), (44, 0)])
def test_what_is_pressed_in_an_exam_is_higher_on_a_phone(page, height, n_faults):
    style = f"display:block; box-sizing:border-box; width:99px; height:{height}px"
    page.set_content(
        f'<!doctype html><p class="actions"><a class="button" style="{style}" href="#a">'
    )

    assert len(find_small_targets(page, is_phone=True)) == n_faults
    assert find_small_targets(page, is_phone=False) == []
