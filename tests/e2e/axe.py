"""What axe finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# WCAG 2.2 AA is the claim; best practices are asked for as well.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_EVERYTHING = {"type": "tag", "values": _RULES}
_CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def find_violations(page: Page, *, contrast_only: bool = False) -> list[str]:
    """Return each violation with the element that shows it.

    The program is half a megabyte: it is brought to a page once, however often it is asked. Of
    another colour scheme only the contrast has to be asked.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})",
        _CONTRAST if contrast_only else _EVERYTHING,
    )
    return [
        f"{item['id']}: {node['html'][:160]}"
        for item in found["violations"]
        for node in item["nodes"]
    ]
