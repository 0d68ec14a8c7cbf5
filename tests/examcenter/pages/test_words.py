"""Scripts show only texts that their page brings along, so that they can be translated."""

import re

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
JS, TEMPLATES = ROOT / "static" / "js", ROOT / "templates"
_IMPORT = re.compile(r'from "\./([\w-]+\.js)"')
_SCRIPT = re.compile(r"static 'js/([\w-]+\.js)'")
_USED = re.compile(r"""\{% (?:include|fixed|extends) ["']([\w/.-]+\.html)["']""")


def modules_of(name: str, seen: set[str]) -> set[str]:
    """Return a module with all that it imports."""
    if name not in seen:
        seen.add(name)
        for other in _IMPORT.findall((JS / name).read_text()):
            modules_of(other, seen)
    return seen


def text_of(name: str, seen: set[str]) -> str:
    """Return a template with all that it includes and extends."""
    if name in seen:
        return ""
    seen.add(name)
    text = (TEMPLATES / name).read_text()
    return text + "".join(text_of(other, seen) for other in _USED.findall(text))


SPEAKING = {path.name for path in JS.glob("*.js") if "words.js" in modules_of(path.name, set())}
PAGES = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if SPEAKING & set(_SCRIPT.findall(path.read_text())) and "{% extends" in path.read_text()
)


def test_the_walk_finds_pages_whose_scripts_speak() -> None:
    assert {"exams/question.html", "exams/building/preview.html", "practice/sheet.html"} <= set(
        PAGES
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_page_brings_the_texts_of_its_scripts(page: str) -> None:
    assert 'id="words"' in text_of(page, set())
