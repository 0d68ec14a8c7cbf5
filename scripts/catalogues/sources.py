"""Finds the texts to translate: calls of gettext in Python, tags in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from scripts.catalogues.po import Entry

# Which argument is what: context, text, plural.
_CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
}
_FOLDERS = ("examcenter", "grader", "questions")
_STRING = r"""(?:u?"(?:\\.|[^"\\])*"|u?'(?:\\.|[^'\\])*')"""
_TAG = re.compile(rf"(?<!\w)(n?p?gettext|_)\(\s*({_STRING}(?:,\s*{_STRING})*)")


def find_entries(root: Path) -> list[Entry]:
    """Return every text below the folders of the project, with where it stands."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in (*_in_python(root), *_in_templates(root)):
        known = found.setdefault((entry.context, entry.msgid), entry)
        if known is not entry:
            known.places.extend(place for place in entry.places if place not in known.places)
            known.plural = known.plural or entry.plural
    for entry in found.values():
        entry.flags = "python-format" if re.search(r"%\(\w+\)[srd]", entry.msgid) else ""
        entry.places.sort()
    return list(found.values())


def _in_python(root: Path) -> Iterator[Entry]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _of_call(node, place)


def _of_call(node: ast.Call, place: str) -> Iterator[Entry]:
    function = node.func
    name = function.id if isinstance(function, ast.Name) else ""
    if name not in _CALLS or not node.args:
        return
    arguments = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
    context, text, plural = _CALLS[name]
    msgid = arguments[text] if text < len(arguments) else None
    if isinstance(msgid, str):
        yield Entry(
            msgid,
            plural=str(arguments[plural]) if plural is not None else "",
            context=str(arguments[context]) if context is not None else "",
            places=[place],
        )
    elif isinstance(node.args[text], ast.JoinedStr):
        raise ValueError(f"{place}:{node.lineno}: found an f-string, expected a plain text")


def _in_templates(root: Path) -> Iterator[Entry]:
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix not in {".html", ".txt"}:
            continue
        place = path.relative_to(root).as_posix()
        for match in _TAG.finditer(templatize(path.read_text(encoding="utf-8"), origin=place)):
            strings = [ast.literal_eval(one) for one in re.findall(_STRING, match[2])]
            context = strings.pop(0) if "p" in match[1] else ""
            plural = strings[1] if match[1].startswith("n") else ""
            yield Entry(strings[0], plural=plural, context=context, places=[place])
