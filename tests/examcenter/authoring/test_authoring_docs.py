"""docs/authoring.md is followed: its documents, its commands, and the way through the workbench."""

import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from examcenter.authoring import schema
from examcenter.authoring.services import proofs
from examcenter.authoring.starters import STARTERS
from questions.engine import document, mistakes, parts, written_tests
from questions.models import Question
from tests.examcenter.authoring.desks import newest

PAGE = Path(__file__).parents[3] / "docs" / "authoring.md"
SLUG = "stack-shrinkage"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks() -> list[tuple[str, str]]:
    return [(match[1], match[2]) for match in _BLOCK.finditer(PAGE.read_text())]


def _documents() -> tuple[str, str]:
    """Return the page's document as it is given first, and as the page mends it."""
    (first,) = [body for kind, body in _blocks() if kind == "yaml"]
    (diff,) = [body for kind, body in _blocks() if kind == "diff"]
    old, new = (line[1:] for line in diff.splitlines())
    assert first.count(f"{old}\n") == 1
    return first, first.replace(f"{old}\n", f"{new}\n")


def _commands() -> Iterator[tuple[list[str], list[str]]]:
    """Yield each command with the lines that the page says it prints."""
    for kind, body in _blocks():
        if kind != "console":
            continue
        for chunk in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, *lines = chunk.splitlines()
            yield shlex.split(command), lines


def _run(words: list[str]) -> str:
    assert words[:2] == ["python", "manage.py"]
    out = io.StringIO()
    try:
        call_command(*words[2:], stdout=out)
    except SystemExit as exit_:
        assert exit_.code == 1
    return out.getvalue()


@pytest.mark.django_db
def test_the_commands_print_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, mended = _documents()
    commands = list(_commands())
    assert len(commands) >= 5
    for number, (words, lines) in enumerate(commands):
        (tmp_path / f"{SLUG}.yaml").write_text(mended if number else first)
        printed = [line.strip() for line in _run(words).splitlines()]
        assert lines
        for line in lines:
            assert line.strip() in printed, (words, printed)


@pytest.mark.django_db
def test_the_way_through_the_workbench_is_the_one_on_the_page(tess, messages):
    first, mended = _documents()
    start = {"id": SLUG, "title": "Stack", "topic": "output-size", "level": "2"}
    tess.post(reverse("authoring:new"), {**start, "starter": next(iter(STARTERS))})

    def press(name: str, **form: str) -> str:
        reply = tess.post(reverse(f"authoring:{name}", args=[SLUG]), form, follow=True)
        assert reply.status_code == 200
        return str(reply.content.decode())

    assert "Line 15" in press("check", text=first)
    assert "780" in press("check", text=mended)
    deep = press("check", text=mended, go="where", where="n == 5 and W < 40")
    assert '<strong class="mistakes__value">' in deep
    assert "n = 5" in re.sub(r"\s+", " ", deep)
    params = {"param-W": "32", "param-F": "3", "param-n": "2", "try-answer": "28 px"}
    at = re.search(r'name="at" value="(\d+)"', press("check", text=mended, go="params", **params))
    assert at is not None
    tried = press("check", text=mended, at=at[1], go="try", **{"try-answer": "28 px"})
    assert "Right." in tried
    press("save", text=mended, revision="1")
    press("start_proof")
    proofs.run_proof(messages[0].pk)
    page = tess.get(reverse("authoring:certificate", args=[SLUG])).content.decode()
    assert "Publish as version 1" in page
    press("publish", revision=str(newest(SLUG).number))
    assert Question.objects.get(slug=SLUG).current.n_variants == 780
    assert SLUG in tess.get(reverse("authoring:index")).content.decode()


def test_the_table_of_keys_is_the_one_of_the_editor():
    assert PAGE.read_text().endswith(schema.as_markdown())


def test_every_key_that_the_engine_reads_is_explained():
    explained = {key.key for section in schema.SECTIONS for key in section.keys}
    read = {
        *document._FIELDS,
        *parts._PART_FIELDS,
        *mistakes._FIELDS,
        *written_tests._FIELDS,
    }
    assert read <= explained


def test_every_link_of_the_page_leads_somewhere():
    text = PAGE.read_text()
    for target in re.findall(r"\]\(([^)]+)\)", text):
        name, _, anchor = target.partition("#")
        assert not name or (PAGE.parent / name).exists()
        headings = {re.sub(r"[^a-z0-9 -]", "", line.lower()) for line in text.splitlines()}
        assert not anchor or anchor.replace("-", " ") in {head.strip() for head in headings}
