"""What can be pressed, and whether a finger meets it (WCAG 2.5.8, and our own rule for exams)."""

from __future__ import annotations

from playwright.sync_api import Page

# What a student presses in an exam, as it is called on a phone; there it is at least 44 px high.
EXAM_CONTROLS = (
    ".rail__fold, .rail__item, .around a, .tools button, .tools summary, .actions .button,"
    " .finish .button, .next-steps .button, .choice, .answer .input, [data-clock-hide],"
    " .calculator__key, .matrix__cell, .jump a, .stop, .tabs a, .header__state .button,"
    " .disclosure > summary, .stepper__controls .button"
)

# A target is as large as what can be pressed: a box with its label counts as one. Too small is what
# is below 24 px in either direction, unless it stands in a line of text, or so far from all others
# that circles of 24 px around the middle of each do not touch another target (the exceptions of
# 2.5.8). What is off, hidden, covered by a closed sheet or outside of the window is no target.
_SMALL = """([controls, least]) => {
  const LEAST = 24;
  const all = "a[href], button, summary, select, textarea, input:not([type=hidden]),"
    + "[role=button], [role=tab], [role=switch]";
  const skip = ".cm-editor, .skip, .unseen, [inert], [tabindex='-1'][aria-hidden='true']";
  const isClipped = e =>
    e && (getComputedStyle(e).clipPath !== "none" || isClipped(e.parentElement));
  const whole = e => (e.matches("input") && e.closest("label")) || e;
  const isThere = e => !e.closest(skip) && !e.disabled && !isClipped(e)
    && e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
  const found = new Map();
  for (const e of document.querySelectorAll(all)) if (isThere(e)) found.set(whole(e), e);
  const targets = [...found.keys()].map(e => ({e, box: e.getBoundingClientRect()}))
    .filter(({box}) => box.width && box.height && box.bottom > 0 && box.right > 0);
  const inText = e => {
    if (getComputedStyle(e).display !== "inline") return false;
    let block = e.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const {data, parentElement} = walker.currentNode;
      if (!parentElement.closest(all) && /\\p{L}{2}/u.test(data)) return true;
    }
    return false;
  };
  const isSmall = ({box}) => box.width < LEAST - 0.5 || box.height < LEAST - 0.5;
  const middle = ({box}) => [box.left + box.width / 2, box.top + box.height / 2];
  const away = ([x, y], {box}) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  // What sticks lies above what is scrolled below it.
  const layerOf = e => {
    for (; e && e !== document.body; e = e.parentElement)
      if (["sticky", "fixed"].includes(getComputedStyle(e).position)) return e;
    return null;
  };
  const isCrowded = one => targets.some(other => {
    if (other === one || other.e.contains(one.e) || one.e.contains(other.e)) return false;
    if (layerOf(one.e) !== layerOf(other.e)) return false;
    const [x, y] = middle(one), [u, v] = middle(other);
    return away([x, y], other) < LEAST / 2 || isSmall(other) && Math.hypot(x - u, y - v) < LEAST;
  });
  const words = ({e, box}) => {
    const name = (e.getAttribute("aria-label") || e.textContent || e.name || "").trim();
    const at = `${e.localName}.${[...e.classList].join(".")}`;
    return `${Math.round(box.width)} x ${Math.round(box.height)} px: ${at} ${name.slice(0, 40)}`;
  };
  const faults = targets.filter(t => isSmall(t) && !inText(t.e) && isCrowded(t)).map(words);
  if (least) for (const t of targets)
    if (t.e.matches(controls) && t.box.height < least - 0.5) faults.push(`on a phone ${words(t)}`);
  return [...new Set(faults)];
}"""
ON_A_PHONE = 44


def find_small_targets(page: Page, *, is_phone: bool) -> list[str]:
    """Return what cannot be pressed without meeting its neighbour, or is too low in an exam."""
    found = page.evaluate(_SMALL, [EXAM_CONTROLS, ON_A_PHONE if is_phone else 0])
    return [f"too small, {fault}" for fault in found]
