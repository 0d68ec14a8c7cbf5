"""One state of a page, looked at in every way: light, dark, wide, narrow, spaced out, mirrored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.e2e.axe import find_violations
from tests.e2e.browsing import DESKTOP, PHONE, scroll_width
from tests.e2e.targets import find_small_targets

# How often what was asked, over all tests of a process; the last test of test_every_page prints it.
asked: Counter[str] = Counter()

# What WCAG 1.4.12 lets readers set; a style sheet of the script's own, as policy allows no other.
_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
_SPACE = """css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet]; }"""

# Text that is cut off, or that stands on other text. Formulas, editors and figures set their own
# signs close; what only screen readers say is one pixel; a scroll area may cut.
_CROWDED = """() => {
  const skip = "math, svg, .cm-editor, .unseen, .array, .sheet, .roll__list, .skip, option," 
    + "noscript, script";
  const isHidden = e => e && (getComputedStyle(e).clipPath !== "none" || isHidden(e.parentElement));
  const isShown = e => !isHidden(e)
    && e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
  // What sticks, or is open above the page, stands on what lies below it: each is a layer.
  const layerOf = e => {
    for (; e && e !== document.body; e = e.parentElement)
      if (["sticky", "fixed"].includes(getComputedStyle(e).position) || e.matches("dialog[open]"))
        return e;
    return null;
  };
  const faults = [];
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(skip) || !isShown(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) words.push([node, box]);
    for (let e = parent; e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      const cutsX = style.overflowX === "hidden" || style.overflowX === "clip";
      const cutsY = style.overflowY === "hidden" || style.overflowY === "clip";
      const isWide = cutsX && e.scrollWidth > e.clientWidth + 1;
      if (isWide || cutsY && e.scrollHeight > e.clientHeight + 6) {
        faults.push("cut off: " + node.data.trim().slice(0, 60));
        break;
      }
    }
  }
  words.sort((one, other) => one[1].top - other[1].top);
  for (let i = 0; i < words.length; i++)
    for (let j = i + 1; j < words.length && words[j][1].top < words[i][1].bottom - 4; j++) {
      const [one, a] = words[i], [other, b] = words[j];
      if (one === other || layerOf(one.parentElement) !== layerOf(other.parentElement)) continue;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const height = Math.min(a.height, b.height);
      const both = [one, other].map(node => node.data.trim().slice(0, 40));
      if (across > 2 && down > height * 0.6) faults.push("on each other: " + both.join(" | "));
    }
  return [...new Set(faults)];
}"""


_NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))"


def find_faults(page: Page) -> list[str]:
    """Return what is wrong with a page as it stands, in each way in which it is looked at.

    320 pixels are a small phone, and a window of 1280 at 400 % zoom.
    """
    faults = []
    with _looking(page):
        for size, dark_first in ((DESKTOP, False), (PHONE, True)):
            page.set_viewport_size(size)
            where = f"{size['width']} px"
            # What scrolls in this window is told by the page's script, a frame later.
            page.evaluate(_NEXT_FRAME)
            for is_dark in (dark_first, not dark_first):
                page.emulate_media(color_scheme="dark" if is_dark else "light")
                asked["axe"] += 1
                violations = find_violations(page, contrast_only=is_dark is not dark_first)
                faults += [f"{where}, {'dark' if is_dark else 'light'}: {v}" for v in violations]
            faults += _sideways(page, size["width"], where)
            asked["targets"] += 1
            faults += [f"{where}: {t}" for t in find_small_targets(page, is_phone=size == PHONE)]
            page.evaluate("document.documentElement.dir = 'rtl'")
            faults += _sideways(page, size["width"], f"{where}, right to left")
            page.evaluate("document.documentElement.dir = 'ltr'")
            page.evaluate(_SPACE, _SPACING)
            faults += _sideways(page, size["width"], f"{where}, spaced out")
            asked["spaced out"] += 1
            faults += [f"{where}, spaced out, {fault}" for fault in page.evaluate(_CROWDED)]
            page.evaluate("document.adoptedStyleSheets = []")
    asked["states"] += 1
    return faults


def find_faults_right_to_left(page: Page) -> list[str]:
    """Return what axe finds on a small phone in a language that is written from right to left."""
    with _looking(page):
        page.set_viewport_size(PHONE)
        page.evaluate("document.documentElement.dir = 'rtl'")
        page.evaluate(_NEXT_FRAME)
        asked["axe"] += 1
        found = find_violations(page)
        page.evaluate("document.documentElement.dir = 'ltr'")
    return [f"right to left: {violation}" for violation in found]


def find_faults_on_a_phone(page: Page) -> list[str]:
    """Return what of a page as it stands is too wide for a small phone, cut off or crowded."""
    with _looking(page):
        page.set_viewport_size(PHONE)
        return [*_sideways(page, PHONE["width"], "320 px"), *page.evaluate(_CROWDED)]


def _sideways(page: Page, width: int, where: str) -> list[str]:
    asked["widths"] += 1
    found = scroll_width(page)
    return [f"{where}: scrolls sideways, {found} px"] if found > width else []


@contextmanager
def _looking(page: Page) -> Iterator[None]:
    """Give the window back as it was."""
    size = page.viewport_size
    assert size, "the page has a window of a fixed size"
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    # A colour on its way to another is none that was chosen.
    page.emulate_media(reduced_motion="reduce")
    try:
        yield
    finally:
        page.set_viewport_size(size)
        page.emulate_media(
            color_scheme="dark" if is_dark else "light", reduced_motion="no-preference"
        )
