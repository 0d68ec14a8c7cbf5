"""Takes in YAML files and zips of them, and gives them out again, byte by byte as they were.

A zip is hostile until it is proved otherwise: what it says of itself is checked before anything is
unpacked, and unpacking stops at the same bounds, because what it says may be a lie.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from examcenter.authoring.access import Seat
from examcenter.authoring.errors import ArchiveRefused, AuthoringError, BadSlug, SlugTaken
from examcenter.authoring.models import Draft
from examcenter.authoring.reading import read_text
from examcenter.authoring.services.drafts import check_slug, restore_text, start_draft
from examcenter.numerals import grouped
from questions.engine.library import SUFFIX
from questions.engine.source import LARGEST_DOCUMENT_BYTES
from questions.models import Question

LARGEST_UPLOAD_BYTES = 8 * 1024 * 1024
MOST_FILES = 500
LARGEST_TOTAL_BYTES = MOST_FILES * LARGEST_DOCUMENT_BYTES // 2
# YAML shrinks by ten at the very most; a bomb by a thousand.
HIGHEST_RATIO = 100
_ZIP_MARK = b"PK\x03\x04"
_EMPTY_ZIP_MARK = b"PK\x05\x06"


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Imported:
    """What became of one file; ``outcome`` is new, changed, same or refused."""

    name: str
    outcome: str
    slug: str
    words: str


def import_files(uploads: Sequence[Upload], *, seat: Seat, now: datetime) -> list[Imported]:
    """Take in files and zips as drafts; nothing is published, and every file is reported.

    Raises ArchiveRefused for a zip that is not taken at all.
    """
    files = [file for upload in uploads for file in _unpack(upload)]
    if not files:
        raise ArchiveRefused(
            _("Found no %(suffix)s file, expected at least one.") % {"suffix": SUFFIX}
        )
    if len(files) > MOST_FILES:
        raise ArchiveRefused(
            _("Found %(n)s files, expected at most %(most_files)s.")
            % {"n": len(files), "most_files": MOST_FILES}
        )
    return [_import_file(file, seat=seat, now=now) for file in files]


def _unpack(upload: Upload) -> list[Upload]:
    if len(upload.content) > LARGEST_UPLOAD_BYTES:
        raise ArchiveRefused(
            _("%(name)s has %(n)s bytes; at most %(largest_upload_bytes)s are taken.")
            % {
                "name": _short(upload.name),
                "n": grouped(len(upload.content)),
                "largest_upload_bytes": grouped(LARGEST_UPLOAD_BYTES),
            }
        )
    if not upload.content.startswith((_ZIP_MARK, _EMPTY_ZIP_MARK)):
        return [upload]
    try:
        with zipfile.ZipFile(io.BytesIO(upload.content)) as archive:
            return [_read_entry(archive, entry) for entry in _check_entries(archive)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise ArchiveRefused(
            _("%(name)s is no zip that can be read: %(error)s")
            % {"name": _short(upload.name), "error": error}
        ) from None


def _check_entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries that are files. Raises ArchiveRefused for the first that is not taken."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise ArchiveRefused(
            _("The zip holds %(n)s files; at most %(most_files)s are taken.")
            % {"n": grouped(len(entries)), "most_files": MOST_FILES}
        )
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_TOTAL_BYTES:
        raise ArchiveRefused(
            _("The zip would unpack to %(total)s bytes; at most %(largest_total_bytes)s are taken.")
            % {"total": grouped(total), "largest_total_bytes": grouped(LARGEST_TOTAL_BYTES)}
        )
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry)
        name = PurePosixPath(entry.filename).name
        if name in seen:
            raise ArchiveRefused(
                _("The zip holds two files named %(name)s.") % {"name": _short(name)}
            )
        seen.add(name)
    return entries


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = _short(entry.filename)
    path = PurePosixPath(entry.filename)
    # The upper half of the attributes is the Unix mode; 0o12 in its type is a link.
    is_link = entry.external_attr >> 28 == 0o12
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
        raise ArchiveRefused(
            _("The zip holds %(name)s, whose path leads out of it.") % {"name": name}
        )
    if is_link:
        raise ArchiveRefused(
            _("The zip holds %(name)s, which is a link and no file.") % {"name": name}
        )
    if entry.flag_bits & 1:
        raise ArchiveRefused(_("The zip holds %(name)s, which is encrypted.") % {"name": name})
    if path.suffix != SUFFIX:
        raise ArchiveRefused(
            _("The zip holds %(name)s; only %(suffix)s files are taken.")
            % {"name": name, "suffix": SUFFIX}
        )
    if entry.file_size > LARGEST_DOCUMENT_BYTES:
        raise ArchiveRefused(
            _(
                "The zip holds %(name)s with %(file_size)s bytes; a document has at most "
                "%(largest_document_bytes)s."
            )
            % {
                "name": name,
                "file_size": grouped(entry.file_size),
                "largest_document_bytes": grouped(LARGEST_DOCUMENT_BYTES),
            }
        )
    if entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
        raise ArchiveRefused(
            _(
                "The zip holds %(name)s, which unpacks to more than %(highest_ratio)s times "
                "its size."
            )
            % {"name": name, "highest_ratio": HIGHEST_RATIO}
        )


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Upload:
    with archive.open(entry) as stream:
        content = stream.read(LARGEST_DOCUMENT_BYTES + 1)
    if len(content) > LARGEST_DOCUMENT_BYTES:
        raise ArchiveRefused(
            _("The zip holds %(name)s, which is larger than the zip says.")
            % {"name": _short(entry.filename)}
        )
    return Upload(PurePosixPath(entry.filename).name, content)


def _import_file(file: Upload, *, seat: Seat, now: datetime) -> Imported:
    """Take in one file under the id that its name says."""
    slug = file.name.removesuffix(SUFFIX)
    try:
        if not file.name.endswith(SUFFIX):
            raise ArchiveRefused(_("only %(suffix)s files are taken.") % {"suffix": SUFFIX})
        check_slug(slug)
        if len(file.content) > LARGEST_DOCUMENT_BYTES:
            raise ArchiveRefused(
                _("it has %(n)s bytes; at most %(largest_document_bytes)s are taken.")
                % {
                    "n": grouped(len(file.content)),
                    "largest_document_bytes": grouped(LARGEST_DOCUMENT_BYTES),
                }
            )
        text = file.content.decode("utf-8")
        outcome = store_text(slug, text, seat=seat, now=now)
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        return Imported(
            _short(file.name),
            "refused",
            "",
            _("line %(line)s: a byte that is no UTF-8.") % {"line": line},
        )
    except BadSlug:
        words = _("the name has to be the question's id, such as same-padding.yaml.")
        return Imported(_short(file.name), "refused", "", words)
    except AuthoringError as error:
        return Imported(_short(file.name), "refused", "", str(error))
    problems = read_text(text, slug).problems
    words = {"new": _("a new draft"), "changed": _("a new revision"), "same": _("nothing new")}[
        outcome
    ]
    if problems:
        words += _("; %(n)s problems, the first in line %(line)s") % {
            "n": len(problems),
            "line": problems[0].line,
        }
    return Imported(_short(file.name), outcome, slug, words)


def store_text(slug: str, text: str, *, seat: Seat, now: datetime) -> str:
    """Keep a text as the newest one of its question; return new, changed or same."""
    note = "imported from a file"
    if not Draft.objects.filter(slug=slug).exists():
        current = Question.objects.filter(slug=slug).select_related("current").first()
        if current is None or current.current is None:
            try:
                start_draft(slug=slug, text=text, user=seat.user, now=now, note=note)
            except SlugTaken:
                return store_text(slug, text, seat=seat, now=now)
            return "new"
        if current.current.source_text == text:
            return "same"
    before = Draft.objects.filter(slug=slug).values_list("newest__number", flat=True).first()
    revision = restore_text(slug=slug, text=text, user=seat.user, now=now, note=note)
    return "same" if revision.number == before else "changed"


def pack_files(files: Iterable[tuple[str, str]]) -> bytes:
    """Return a zip of texts by slug; the same texts give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for slug, text in files:
            entry = zipfile.ZipInfo(f"{slug}{SUFFIX}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return stream.getvalue()


def _short(name: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
