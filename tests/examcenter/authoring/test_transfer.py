"""Files in and out: byte by byte the same, and no zip can do harm."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from examcenter.authoring.errors import ArchiveRefused
from examcenter.authoring.listing import list_texts
from examcenter.authoring.models import Draft, Revision
from examcenter.authoring.services import transfer
from examcenter.authoring.services.transfer import Upload, import_files, pack_files
from questions.models import Question
from questions.publishing import BANK_DIR
from tests.examcenter.authoring.desks import SLUG, newest

pytestmark = pytest.mark.django_db


def _zip(files, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return Upload("questions.zip", stream.getvalue())


def _import(seat, *uploads):
    return import_files(uploads, seat=seat, now=timezone.now())


def test_the_whole_bank_goes_out_and_in_byte_by_byte(seat):
    files = [(path.stem, path.read_bytes()) for path in sorted(BANK_DIR.glob("*.yaml"))]
    imported = _import(seat, _zip((f"{slug}.yaml", content) for slug, content in files))
    assert {file.outcome for file in imported} == {"new"}
    packed = pack_files(list_texts())
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        out = [(name.removesuffix(".yaml"), archive.read(name)) for name in archive.namelist()]
    assert out == sorted(files)
    assert pack_files(list_texts()) == packed
    assert {file.outcome for file in _import(seat, Upload("all.zip", packed))} == {"same"}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_single_file_comes_back_as_it_was(seat, tess, text, ends):
    content = ("# ümläut \n" + text).replace("\n", ends).encode()
    _import(seat, Upload(f"{SLUG}.yaml", content))
    reply = tess.get(reverse("authoring:export", args=[SLUG]))
    assert reply.content == content
    assert reply["Content-Disposition"] == f'attachment; filename="{SLUG}.yaml"'


def test_an_import_publishes_nothing_and_keeps_what_was_there(seat, bank, text):
    source = Question.objects.get(slug="one-side").current.source_text
    changed = source.replace("level: 1", "level: 2")
    (file,) = _import(seat, Upload("one-side.yaml", changed.encode()))
    assert file.outcome == "changed"
    assert Question.objects.get(slug="one-side").level == 1
    texts = list(Revision.objects.order_by("number").values_list("text", flat=True))
    assert texts == [source, changed]


def test_each_file_is_reported(seat, draft, text):
    imported = _import(
        seat,
        Upload("notes.txt", b"x"),
        Upload("Bad Name.yaml", b"x"),
        Upload("bytes.yaml", b"id: x\ntitle: \xff\n"),
        Upload("long.yaml", b"#" * 70_000),
        Upload("wrong.yaml", b"id: wrong\n"),
        Upload(f"{SLUG}.yaml", text.encode()),
    )
    outcomes = [file.outcome for file in imported]
    assert outcomes == ["refused", "refused", "refused", "refused", "new", "same"]
    words = [file.words for file in imported]
    assert "only .yaml files" in words[0]
    assert "the question's id" in words[1]
    assert "line 2: a byte that is no UTF-8" in words[2]
    assert "70,000 bytes" in words[3]
    assert "problems, the first in line" in words[4]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../evil.yaml", "leads out of it"),
        ("/etc/evil.yaml", "leads out of it"),
        ("a/../../evil.yaml", "leads out of it"),
        ("..\\evil.yaml", "leads out of it"),
        ("C:evil.yaml", "leads out of it"),
        ("program.py", "only .yaml files"),
        ("inner.zip", "only .yaml files"),
    ],
)
def test_a_path_that_is_none_of_ours_refuses_the_zip(seat, text, name, words):
    with pytest.raises(ArchiveRefused, match=words):
        _import(seat, _zip([("fine.yaml", text), (name, text)]))
    assert not Draft.objects.exists()


def test_a_bomb_is_refused_before_it_goes_off(seat):
    with pytest.raises(ArchiveRefused, match="more than 100 times its size"):
        _import(seat, _zip([("bomb.yaml", b" " * 65_000)]))
    with pytest.raises(ArchiveRefused, match="a document has at most 65,536"):
        _import(seat, _zip([("big.yaml", b" " * 10_000_000)]))


def test_a_zip_that_lies_about_its_sizes_is_refused(seat, text):
    upload = _zip([("fine.yaml", text * 40)])
    size = len(text.encode()) * 40
    lie = (1000).to_bytes(4, "little")
    lying = upload.content.replace(size.to_bytes(4, "little"), lie)
    assert lying != upload.content
    with pytest.raises(ArchiveRefused):
        _import(seat, Upload("lie.zip", lying))
    assert not Draft.objects.exists()


def test_too_many_files_are_refused(seat):
    with pytest.raises(ArchiveRefused, match="holds 501 files"):
        _import(seat, _zip((f"q{number}.yaml", "x") for number in range(501)))


def test_too_many_bytes_are_refused(seat, monkeypatch):
    monkeypatch.setattr(transfer, "LARGEST_TOTAL_BYTES", 100)
    with pytest.raises(ArchiveRefused, match="would unpack to 120 bytes"):
        _import(seat, _zip([("a.yaml", "x" * 60), ("b.yaml", "y" * 60)]))


def test_two_files_of_one_name_are_refused(seat):
    with pytest.raises(ArchiveRefused, match="two files named a.yaml"):
        _import(seat, _zip([("one/a.yaml", "x"), ("two/a.yaml", "y")]))


def test_a_link_is_refused(seat):
    entry = zipfile.ZipInfo("link.yaml")
    entry.external_attr = 0o120777 << 16
    with pytest.raises(ArchiveRefused, match="is a link"):
        _import(seat, _zip([(entry, "/etc/passwd")]))


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x05\x06", b"PK\x03\x04" + b"\xff" * 500])
def test_what_only_looks_like_a_zip_is_refused(seat, content):
    with pytest.raises(ArchiveRefused, match="no zip that can be read"):
        _import(seat, Upload("x.zip", content))


def test_an_empty_zip_is_refused(seat):
    with pytest.raises(ArchiveRefused, match="Found no .yaml file"):
        _import(seat, _zip([]))


def test_the_page_reports_and_refuses(tess, text):
    address = reverse("authoring:import")
    good = SimpleUploadedFile(f"{SLUG}.yaml", text.encode())
    reply = tess.post(address, {"files": [good]})
    assert "a new draft" in reply.content.decode()
    assert newest().text == text
    bad = SimpleUploadedFile("bad.zip", b"PK\x03\x04")
    reply = tess.post(address, {"files": [bad]})
    assert reply.status_code == 400
    assert "Nothing was imported" in reply.content.decode()


def test_an_upload_beyond_the_limit_is_not_even_read(tess, monkeypatch):
    from examcenter.authoring.views import transfer as views

    monkeypatch.setattr(views, "LARGEST_UPLOAD_BYTES", 10)
    reply = tess.post(
        reverse("authoring:import"), {"files": [SimpleUploadedFile("a.yaml", b"x" * 11)]}
    )
    assert reply.status_code == 400
