"""From the bytes of a file to a table of cells; knows nothing of people."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from examcenter.courses.errors import RosterRefused, RosterTooLarge
from examcenter.numerals import grouped

LARGEST_BYTES = 900 * 1024
MOST_LINES = 10_000
LONGEST_CELL = 500
_DELIMITERS = ";\t,|"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


@dataclass(frozen=True)
class Row:
    """The cells of one line, with its number in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What a file holds, and how it was read."""

    rows: tuple[Row, ...]
    delimiter: str
    encoding: str = ""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises
    ------
    RosterTooLarge, RosterRefused
        If there is too much of it, or it is no text.
    """
    if len(content) > LARGEST_BYTES:
        raise RosterTooLarge(
            _("The list has %(n)s bytes; at most %(largest_bytes)s are taken at once.")
            % {"n": grouped(len(content)), "largest_bytes": grouped(LARGEST_BYTES)}
        )
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise RosterRefused(_("This is a workbook of a spreadsheet program, expected a CSV file."))
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, codec), name
    if b"\0" in content:
        halves = _utf16_without_mark(content)
        if halves is None:
            raise RosterRefused(_("This file holds no text that can be read, expected a CSV file."))
        return _decoded(content, halves), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        # What Windows calls Latin-1; a few bytes of it have no sign.
        return content.decode("cp1252"), "Latin-1"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1"


def read_table(text: str) -> Table:
    """Return the lines of a text that are not empty, cut into cells.

    Raises RosterTooLarge.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, newline, rest = text.partition("\n")
    n_skipped = 0
    delimiter = ""
    # Excel names the delimiter in a first line of its own.
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, n_skipped = first.strip()[-1], rest, 1
    n_bytes = len(text.encode(errors="replace"))
    if n_bytes > LARGEST_BYTES:
        raise RosterTooLarge(
            _("The list has %(n_bytes)s bytes; at most %(largest_bytes)s are taken at once.")
            % {"n_bytes": grouped(n_bytes), "largest_bytes": grouped(LARGEST_BYTES)}
        )
    if text.count("\n") > MOST_LINES:
        raise RosterTooLarge(
            _("The list has %(n)s lines; at most %(most_lines)s are taken at once.")
            % {"n": grouped(text.count(chr(10)) + 1), "most_lines": grouped(MOST_LINES)}
        )
    delimiter = delimiter or _find_delimiter(text)
    return Table(tuple(_rows(text, delimiter, n_skipped)), delimiter)


def _rows(text: str, delimiter: str, n_skipped: int) -> list[Row]:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True)
    rows = []
    line = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip()[:LONGEST_CELL] for cell in cells)
            if any(stripped):
                rows.append(Row(line + n_skipped, stripped))
            # A quoted cell may reach over several lines.
            line = reader.line_num + 1
    except csv.Error as error:
        raise RosterRefused(
            _("Line %(line)s cannot be read: %(error)s.")
            % {"line": line + n_skipped, "error": error}
        ) from None
    return rows


def _find_delimiter(text: str) -> str:
    """Return the sign that cuts most of the first lines into the same number of cells."""
    sample = [line for line in text.split("\n", 60)[:60] if line.strip()]

    def fit(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in sample]
        usual = max(set(counts), key=counts.count, default=0)
        if usual == 0:
            # Such as commas in the names of some people.
            return (0, sum(counts))
        return (counts.count(usual), usual)

    best = max(_DELIMITERS, key=fit)
    return best if sample and fit(best) > (0, 0) else ","


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise RosterRefused(
            _("Byte %(byte)s of the file does not fit its encoding, %(codec)s.")
            % {"byte": error.start + 1, "codec": codec}
        ) from None


def _utf16_without_mark(content: bytes) -> str | None:
    """Return which half of each pair is empty, as it is in texts of Western letters."""
    sample = content[:4000]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) < len(sample) // 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
