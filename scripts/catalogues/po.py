"""Reads and writes a catalogue in gettext's text form, as far as this project uses it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

_LINE = re.compile(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*(".*")')
_WIDTH = 76


@dataclass
class Entry:
    """One text: its context, its singular and plural, and what it is in the other language."""

    msgid: str
    plural: str = ""
    context: str = ""
    texts: list[str] = field(default_factory=list)
    flags: str = ""
    comments: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the compiled catalogue finds it by."""
        return f"{self.context}\x04{self.msgid}" if self.context else self.msgid

    @property
    def is_translated(self) -> bool:
        """Whether every form has a text."""
        return bool(self.texts) and all(self.texts)


def read(path: Path) -> tuple[str, Entry, list[Entry]]:
    """Return the comment at the top, the entry with the headers, and all others."""
    top: list[str] = []
    entries: list[Entry] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip()):
        entry = _read_block(block.split("\n"))
        if entry is None:
            top.append(block)
        else:
            entries.append(entry)
    return "\n\n".join(top), entries[0], entries[1:]


def _read_block(lines: list[str]) -> Entry | None:
    parts: dict[str, str] = {}
    name = ""
    entry = Entry("")
    for line in lines:
        if line.startswith("#,"):
            entry.flags = line[2:].strip()
        elif line.startswith("#."):
            entry.comments.append(line[2:].strip())
        elif line.startswith("#:"):
            entry.places.extend(line[2:].split())
        elif line.startswith("#"):
            continue
        else:
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise ValueError(f"found {line!r}, expected a line of a catalogue")
            name = match[1] or name
            parts[name] = parts.get(name, "") + ast.literal_eval(match[2])
    if "msgid" not in parts:
        return None
    entry.msgid, entry.context = parts["msgid"], parts.get("msgctxt", "")
    entry.plural = parts.get("msgid_plural", "")
    entry.texts = [text for part, text in sorted(parts.items()) if part.startswith("msgstr")]
    return entry


def write(path: Path, top: str, head: Entry, entries: list[Entry]) -> None:
    """Write a catalogue, sorted by where its texts stand."""
    ordered = sorted(entries, key=lambda entry: (entry.places or [""], entry.msgid))
    blocks = [top, *(_format(entry) for entry in (head, *ordered))]
    path.write_text("\n\n".join(block for block in blocks if block) + "\n", encoding="utf-8")


def _format(entry: Entry) -> str:
    lines = [f"#. {text}" for text in entry.comments]
    lines += [f"#: {place}" for place in entry.places]
    if entry.flags:
        lines.append(f"#, {entry.flags}")
    if entry.context:
        lines.append(_quoted("msgctxt", entry.context))
    lines.append(_quoted("msgid", entry.msgid))
    if entry.plural:
        lines.append(_quoted("msgid_plural", entry.plural))
        lines += [_quoted(f"msgstr[{n}]", text) for n, text in enumerate(entry.texts or ["", ""])]
    else:
        lines.append(_quoted("msgstr", entry.texts[0] if entry.texts else ""))
    return "\n".join(lines)


def _quoted(name: str, text: str) -> str:
    if len(text) + len(name) < _WIDTH and "\n" not in text.rstrip("\n"):
        return f"{name} {_literal(text)}"
    pieces = []
    for line in text.splitlines(keepends=True):
        piece = ""
        for word in re.findall(r"\S+\s*|\s+", line):
            if piece and len(piece) + len(word) > _WIDTH:
                pieces.append(piece)
                piece = ""
            piece += word
        pieces.append(piece)
    return "\n".join([f'{name} ""', *(_literal(piece) for piece in pieces)])


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
