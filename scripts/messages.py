"""Brings the catalogues in locale/ up to date with the sources, and compiles them.

Takes no arguments and needs no tools of gettext. New texts come in without a translation and are
listed; texts that are gone go out. With ``--check`` nothing is written, and what is behind fails.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.catalogues import po  # noqa: E402
from scripts.catalogues.mo import compile_entries  # noqa: E402
from scripts.catalogues.sources import find_entries  # noqa: E402


def catalogues() -> list[Path]:
    """Return the catalogue of every language but the one that texts are written in."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))


def merge(found: list[po.Entry], known: list[po.Entry]) -> list[po.Entry]:
    """Return what the sources have, with the translations that are known."""
    texts = {(entry.context, entry.msgid, bool(entry.plural)): entry for entry in known}
    merged = []
    for entry in found:
        old = texts.get((entry.context, entry.msgid, bool(entry.plural)))
        merged.append(
            po.Entry(
                entry.msgid,
                entry.plural,
                entry.context,
                list(old.texts) if old else [],
                entry.flags,
                list(old.comments) if old else [],
                list(entry.places),
            )
        )
    return merged


def problems_of(path: Path, found: list[po.Entry]) -> list[str]:
    """Return what of a catalogue is behind the sources."""
    _, head, entries = po.read(path)
    wanted = {(entry.context, entry.msgid, entry.plural) for entry in found}
    have = {(entry.context, entry.msgid, entry.plural) for entry in entries}
    problems = [f"not in the catalogue: {text!r}" for _, text, _ in sorted(wanted - have)]
    problems += [f"no longer in the sources: {text!r}" for _, text, _ in sorted(have - wanted)]
    problems += [f"no translation: {e.msgid!r}" for e in entries if not e.is_translated]
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != compile_entries(head, entries):
        problems.append(f"{compiled.name} is not what {path.name} compiles to")
    return problems


def main(arguments: list[str]) -> int:
    """Update, or only check; return 1 when a text has no translation or something is behind."""
    found = find_entries(ROOT)
    code = 0
    for path in catalogues():
        if "--check" not in arguments:
            top, head, known = po.read(path)
            entries = merge(found, known)
            po.write(path, top, head, entries)
            path.with_suffix(".mo").write_bytes(compile_entries(head, entries))
        problems = problems_of(path, found)
        for problem in problems:
            print(f"{path.relative_to(ROOT)}: {problem}")
        code = max(code, int(bool(problems)))
        print(f"{path.relative_to(ROOT)}: {len(found)} texts, {len(problems)} problems")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
