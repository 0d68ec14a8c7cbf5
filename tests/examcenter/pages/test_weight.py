"""What the pages of students load, uncompressed: light enough for a slow link in an exam hall."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from examcenter.exams import services

BACKEND = "django.contrib.auth.backends.ModelBackend"
LIMIT_BYTES = 200_000
# The editor, the maths and the italics come where a page has a use for them, and stay cached.
EXCEPTED = re.compile(r"codemirror|stix-two-math|-italic-")


def loaded_by(text: str) -> set[Path]:
    """Return the scripts, styles and fonts of a page, with what they ask for themselves."""
    named = re.findall(r'(?:src|href)="/static/([^"]+\.(?:js|css|woff2))"', text)
    waiting = {_find(name) for name in named}
    files: set[Path] = set()
    while waiting:
        path = waiting.pop()
        files.add(path)
        found = path.read_text() if path.suffix in {".js", ".css"} else ""
        names = re.findall(r'^(?:import|export)[^"]*"(\.[^"]+)"', found, re.MULTILINE)
        names += re.findall(r'url\("([^"]+)"\)', found)
        waiting |= {(path.parent / name).resolve() for name in names} - files
    return files


def _find(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is loaded and not there"
    return Path(path).resolve()


@pytest.fixture
def ada(cast):
    client = Client()
    client.force_login(cast.ada, backend=BACKEND)
    return client


@pytest.mark.parametrize("name", ["typed", "code", "finish"])
def test_a_page_of_an_exam_is_light(ada, cast, timed, name):
    timed.has_calculator = True
    timed.save(update_fields=["has_calculator"])
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    address = {
        "typed": reverse("exams:question", args=[attempt.pk, 2]),
        "code": reverse("exams:question", args=[attempt.pk, 3]),
        "finish": reverse("exams:finish", args=[attempt.pk]),
    }[name]
    files = loaded_by(ada.get(address).content.decode())
    names = {path.name for path in files}
    assert {"base.css", "autosave.js", "fields.js"} <= names
    sizes = {path.name: path.stat().st_size for path in files if not EXCEPTED.search(path.name)}
    assert sum(sizes.values()) < LIMIT_BYTES, sizes
    assert any("codemirror" in name for name in names) is (name == "code")


def test_every_module_of_the_question_page_is_asked_for_at_once(ada, cast, timed):
    attempt = services.start_attempt(user=cast.ada, exam_id=timed.pk, now=timezone.now())
    text = ada.get(reverse("exams:question", args=[attempt.pk, 1])).content.decode()
    named = set(re.findall(r'/static/js/([a-z]+\.js)"', text))
    loaded = {path.name for path in loaded_by(text) if path.parent.name == "js"}
    # What one module imports of another would cost a round trip of its own.
    assert loaded - named == set()
