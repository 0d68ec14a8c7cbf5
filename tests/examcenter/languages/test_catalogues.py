"""The committed catalogues hold every text of the sources, translated whole, and are compiled."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.functional import Promise

from examcenter.api.views import working
from examcenter.exams.errors import ExamError
from examcenter.exams.gradebook.actions import ACTION_WORDS
from scripts.catalogues import po
from scripts.catalogues.mo import compile_entries
from scripts.catalogues.sources import find_entries
from scripts.messages import catalogues, problems_of

PATHS = catalogues()
_PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|%%|<[^>]+>|&\w+;")
# The same in both languages, by what kind of word it is.
_SAME = {
    *("Exam Center", "Quiz", "Code", "Name", "Text", "Link", "Links", "Version", "Status"),
    *("Padding", "Pooling", "Parameter", "Filter", "Export", "Signatur", "Kernel", "Token"),
    *("kernel", "minus", "plus", "Person", "Variant"),
}
_NO_WORDS = re.compile(r"%\(\w+\)[srd]|\{\w+\}|%%|[^\w]|\d|_")
# Errors that programs get only, over the REST interface, which is English.
_FOR_PROGRAMS = frozenset({"behalf", "api", "webhooks"})


@pytest.fixture(scope="module")
def found() -> list[po.Entry]:
    """Return the texts of the sources."""
    return find_entries(settings.BASE_DIR)


def test_every_language_but_the_source_has_a_catalogue():
    codes = {path.parent.parent.name for path in PATHS}
    assert codes == {code for code, _ in settings.LANGUAGES} - {"en"}


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_a_catalogue_is_complete_and_compiled(path, found):
    """To bring it up to date: python scripts/messages.py; then translate what it lists."""
    assert len(found) > 2000
    assert problems_of(path, found) == []


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_nothing_is_fuzzy_and_every_place_is_kept(path):
    _, _, entries = po.read(path)
    wrong = []
    for entry in entries:
        sources = [entry.msgid, *([entry.plural] if entry.plural else [])]
        for source, text in zip(sources, entry.texts, strict=True):
            if sorted(set(_PLACE.findall(source))) != sorted(set(_PLACE.findall(text))):
                wrong.append(f"{source!r} -> {text!r}")
    assert wrong == []
    assert not [entry.msgid for entry in entries if "fuzzy" in entry.flags]


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_what_is_left_as_it_was_is_the_same_in_both_languages(path):
    _, _, entries = po.read(path)
    same = {
        entry.msgid
        for entry in entries
        if entry.msgid in entry.texts and len(_NO_WORDS.sub("", entry.msgid)) > 3
    }
    assert {text for text in same if text not in _SAME and " " in text} <= {
        "Version %(number)s",
        "Stride %(stride)s",
        "Dilation %(dilation)s",
    }


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_people_are_spoken_to_politely(path):
    _, _, entries = po.read(path)
    blunt = re.compile(r"\b(du|dir|dich|dein\w*)\b", re.IGNORECASE)
    assert [entry.msgid for entry in entries if any(map(blunt.search, entry.texts))] == []


def test_a_compiled_catalogue_is_read_by_gettext():
    head = po.Entry("", texts=["Content-Type: text/plain; charset=UTF-8\nPlural-Forms: "
                               "nplurals=2; plural=(n != 1);\n"])  # fmt: skip
    entries = [
        po.Entry("Save", texts=["Speichern"]),
        po.Entry("%d day", plural="%d days", texts=["%d Tag", "%d Tage"]),
        po.Entry("May", context="month", texts=["Mai"]),
        po.Entry("Not yet", texts=[""]),
    ]
    known = gettext.GNUTranslations(io.BytesIO(compile_entries(head, entries)))
    assert known.gettext("Save") == "Speichern"
    assert known.ngettext("%d day", "%d days", 3) == "%d Tage"
    assert known.pgettext("month", "May") == "Mai"
    assert known.gettext("Not yet") == "Not yet"


def test_a_written_catalogue_is_read_as_it_was(tmp_path):
    path = tmp_path / "django.po"
    head = po.Entry("", texts=["Language: de\n"])
    entries = [
        po.Entry('A "quoted" text\nof two lines, so long that it has to be broken', texts=["x"]),
        po.Entry("%(n)d day", plural="%(n)d days", texts=["%(n)d Tag", "%(n)d Tage"], places=["a"]),
        po.Entry("May", context="month", texts=["Mai"], flags="python-format", comments=["of it"]),
    ]
    po.write(path, "# top", head, entries)
    top, _, again = po.read(path)
    assert top == "# top"
    assert sorted(again, key=lambda entry: entry.msgid) == sorted(
        entries, key=lambda entry: entry.msgid
    )


def test_the_search_finds_texts_in_python_and_in_templates(tmp_path: Path):
    (tmp_path / "examcenter").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "examcenter" / "one.py").write_text(
        '_("Plain " "text")\nngettext("%(n)d row", "%(n)d rows", n)\npgettext("month", "May")\n'
    )
    (tmp_path / "templates" / "one.html").write_text(
        "{% translate 'Title' %}{% include 'x' with a=_(\"Within\") %}"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    texts = {(entry.context, entry.msgid, entry.plural) for entry in find_entries(tmp_path)}
    assert texts == {
        ("", "Plain text", ""),
        ("", "%(n)d row", "%(n)d rows"),
        ("month", "May", ""),
        ("", "Title", ""),
        ("", "Within", ""),
        ("", "%(n)s row", "%(n)s rows"),
    }


def test_a_text_with_values_in_it_cannot_be_looked_up(tmp_path: Path):
    (tmp_path / "examcenter").mkdir()
    (tmp_path / "examcenter" / "one.py").write_text('_(f"{n} rows")\n')
    with pytest.raises(ValueError, match="f-string"):
        find_entries(tmp_path)


def _errors(base: type[ExamError] = ExamError) -> list[type[ExamError]]:
    own = [base] if base.__module__.startswith("examcenter") else []
    return [*own, *(error for child in base.__subclasses__() for error in _errors(child))]


@pytest.mark.parametrize("error", sorted(set(_errors()), key=str))
def test_an_error_has_a_title_and_an_action_that_can_be_translated(error):
    if set(error.__module__.split(".")) & _FOR_PROGRAMS:
        return
    for words in (error.title, error.action):
        assert isinstance(words, Promise) or words == "", f"{error.__name__}: {words!r}"


def test_every_action_of_the_log_has_words():
    """Where something is recorded, a text of words joined by hyphens is the name of an action."""
    known = {"attempts-without-limit", "section-points", "window-in-the-past"}
    found = set()
    for path in (settings.BASE_DIR / "examcenter").rglob("*.py"):
        text = path.read_text()
        if "audit.record" in text or "record_of_attempt" in text or path.name == "telling.py":
            found |= set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text))
    # Made of two words each: what a program did for a student.
    found |= {f"{done}-for-student" for done in (*working._PAST.values(), "finished")}
    assert len(found) > 25
    assert sorted(found - known - set(ACTION_WORDS)) == []
