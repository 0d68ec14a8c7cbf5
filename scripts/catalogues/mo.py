"""Compiles a catalogue into the binary form that gettext reads (GNU MO, little-endian)."""

from __future__ import annotations

import struct

from scripts.catalogues.po import Entry

_MAGIC = 0x950412DE
_HEAD_BYTES = 28


def compile_entries(head: Entry, entries: list[Entry]) -> bytes:
    """Return the file; the same entries always give the same bytes."""
    rows = {"": head.texts[0]}
    for entry in entries:
        if entry.is_translated:
            key = f"{entry.key}\0{entry.plural}" if entry.plural else entry.key
            rows[key] = "\0".join(entry.texts)
    pairs = sorted((key.encode(), text.encode()) for key, text in rows.items())
    n = len(pairs)
    at = _HEAD_BYTES + 16 * n
    tables: list[bytes] = []
    body = b""
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), at + len(body)))
            body += pair[column] + b"\0"
    start = struct.pack(
        "<7I", _MAGIC, 0, n, _HEAD_BYTES, _HEAD_BYTES + 8 * n, 0, _HEAD_BYTES + 16 * n
    )
    return start + b"".join(tables) + body
