"""The authors' commands: their JSON, their exit codes, and no need of a database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.questions.bank_folder import write_bank, write_small_bank
from tests.questions.engine.documents import DOCUMENT, change
from tests.questions.engine.grid_documents import GRIDS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def no_published_bank(monkeypatch):
    """Stand for a checkout without a database; the database itself is closed to these tests."""
    for command in ("check_bank", "preview_question"):
        name = f"questions.management.commands.{command}.find_published_numbers"
        monkeypatch.setattr(name, dict)


@pytest.fixture
def bank(tmp_path, monkeypatch):
    write_small_bank(tmp_path)
    monkeypatch.setattr("questions.management.workbench.BANK_DIR", tmp_path)
    return tmp_path


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def run_json(*arguments):
    return json.loads(run(*arguments, "--json"))


def refusal(*arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_check_bank_lists_every_question(bank):
    rows = run_json("check_bank")
    assert [row["slug"] for row in rows] == ["first-layer", "output-size", "write-conv2d"]
    row = rows[1]
    assert list(row) == [
        "slug",
        "version",
        "ok",
        "n_variants",
        "n_distinct_answers",
        "collisions",
        "seconds",
        "problems",
    ]
    assert row["seconds"] > 0
    assert {**row, "seconds": 0} == {
        "slug": "output-size",
        "version": None,
        "ok": True,
        "n_variants": 76,
        "n_distinct_answers": 19,
        "collisions": {"padding-counted-once": 38, "forgot-plus-one": 0},
        "seconds": 0,
        "problems": [],
    }


def test_check_bank_prints_a_table(bank):
    text = run("check_bank")
    assert "output-size" in text
    assert "padding-counted-once 38" in text
    assert text.strip().endswith("3 questions, 0 failed, 79 certified variants")


def test_check_bank_leaves_with_1_when_one_fails(bank):
    write_bank(
        bank,
        output_size=change(DOCUMENT, ("{{answer}}$", "{{S}}$")),
        broken="id: broken\n",
    )
    out = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("check_bank", "--json", stdout=out)
    assert caught.value.code == 1
    rows = {row["slug"]: row for row in json.loads(out.getvalue())}
    assert [slug for slug, row in rows.items() if not row["ok"]] == ["broken", "output-size"]
    assert rows["broken"]["problems"][0].startswith("broken.yaml:1: title: found nothing")
    assert "W=8, F=3, P=1, S=1" in rows["output-size"]["problems"][0]


def test_check_bank_takes_slugs_and_files(bank, tmp_path):
    assert [row["slug"] for row in run_json("check_bank", "output-size")] == ["output-size"]
    path = str(bank / "first-layer.yaml")
    assert [row["slug"] for row in run_json("check_bank", path)] == ["first-layer"]
    assert "did you mean output-size?" in refusal("check_bank", "output-sise")
    assert "expected a file" in refusal("check_bank", "no/such.yaml")


def test_a_draft_outside_the_bank_may_have_any_name(bank, tmp_path_factory):
    text = (bank / "first-layer.yaml").read_text()
    draft = tmp_path_factory.mktemp("drafts") / "my first try.yaml"
    draft.write_text(text)
    assert [row["slug"] for row in run_json("check_bank", str(draft))] == ["first-layer"]

    misnamed = bank / "second-layer.yaml"
    misnamed.write_text(text)
    with pytest.raises(SystemExit):
        run_json("check_bank", str(misnamed))


def test_preview_shows_a_variant_with_its_keys(bank):
    preview = run_json("preview_question", "output-size", "--params", '{"W":13,"F":5,"P":2,"S":2}')
    assert list(preview) == [
        "slug",
        "version",
        "index",
        "n_variants",
        "params",
        "prompt",
        "parts",
    ]
    assert preview["params"] == {"W": 13, "F": 5, "P": 2, "S": 2}
    assert preview["parts"] == [
        {
            "name": "answer",
            "kind": "integer",
            "answer": 7,
            "misconceptions": [
                {"id": "padding-counted-once", "value": 6},
                {"id": "forgot-plus-one", "value": 6},
            ],
            "solution": ["$W - F + 2P = 12$", "$12 / 2 + 1 = 7$"],
        }
    ]
    by_index = run_json("preview_question", "output-size", "--variant", str(preview["index"]))
    assert by_index == preview


def test_preview_says_when_parameters_are_not_certified(bank):
    params = '{"W":13,"F":5,"P":0,"S":2}'
    preview = run_json("preview_question", "output-size", "--params", params)
    assert preview["index"] is None
    assert preview["parts"][0]["misconceptions"][0] == {"id": "padding-counted-once", "value": 5}
    assert "not certified" in run("preview_question", "output-size", "--params", params)


def test_preview_shows_parts_and_code_for_people(bank):
    text = run("preview_question", "first-layer", "--variant", "1")
    assert "volume (shape): (5, 5, 7)" in text
    assert "variant 0 of 1 (no parameters)" in run("preview_question", "write-conv2d")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--variant", "76"], "--variant: found 76, expected 0 to 75"),
        (["--variant", "-1"], "--variant: found -1, expected 0 to 75"),
        (["--params", "{"], "expected JSON"),
        (["--params", "[1]"], "expected a JSON object"),
        (["--params", '{"W": 13}'], "found W, expected W, F, P, S"),
        (["--params", '{"W":99,"F":5,"P":2,"S":2}'], "W: found 99, expected 8 to 20"),
        (["--params", '{"W":12,"F":5,"P":2,"S":2}'], "the filter tiles the input"),
        (["--params", "[" * 5000], "characters, expected at most"),
    ],
)
def test_preview_refuses_what_is_not_there(bank, arguments, message):
    assert message in refusal("preview_question", "output-size", *arguments)


def test_preview_of_a_wrong_file_names_its_problems(bank):
    write_bank(bank, broken="id: broken\n")
    assert "broken.yaml:1: title" in refusal("preview_question", "broken")


def mark(answer, *more, slug="output-size", params='{"W":13,"F":5,"P":2,"S":2}'):
    return run_json("mark", slug, "--params", params, "--answer", answer, *more)


def test_mark_marks_as_a_student_would_be(bank):
    right = mark("7")
    assert list(right) == ["parsed", "score", "feedback", "diagnosis"]
    assert (right["parsed"], right["score"], right["diagnosis"]) == (7, 1.0, [])
    wrong = mark("6")
    assert wrong["score"] == 0
    assert wrong["diagnosis"] == ["padding-counted-once", "forgot-plus-one"]


def test_mark_hands_an_unreadable_answer_back(bank):
    found = mark("about seven")
    assert (found["parsed"], found["score"], found["diagnosis"]) == (None, None, [])
    assert found["feedback"]
    text = run("mark", "output-size", "--params", '{"W":13,"F":5,"P":2,"S":2}', "--answer", "seven")
    assert "score: not read" in text


def test_mark_needs_a_part_where_there_are_several(bank):
    params = '{"net":"Tiny","W":13,"F":5,"S":2,"C":1,"K":7}'
    found = mark("5x5x7", "--part", "volume", slug="first-layer", params=params)
    assert (found["parsed"], found["score"]) == ([5, 5, 7], 1.0)
    arguments = ["mark", "first-layer", "--params", params, "--answer", "1"]
    assert "--part: found nothing" in refusal(*arguments)
    assert "did you mean neurons?" in refusal(*arguments, "--part", "neuron")


def test_mark_leaves_code_to_the_grader(bank):
    message = refusal("mark", "write-conv2d", "--answer", "def conv2d(): pass")
    assert "the grader" in message


@pytest.mark.django_db
def test_publish_bank_says_what_it_did(bank):
    assert run("publish_bank", str(bank), "--dry-run").startswith("3 would be published")
    assert run("publish_bank", str(bank)).startswith("3 published (first-layer, output-size")
    assert run("publish_bank", str(bank)).strip() == "0 published, 3 unchanged"
    write_bank(bank, broken="id: broken\n")
    with pytest.raises(CommandError, match="broken.yaml:1: title"):
        run("publish_bank", str(bank))


def test_a_fresh_checkout_needs_no_database(tmp_path):
    """Run the real commands in a process of their own, with an empty state folder."""
    environment = {**os.environ, "EXAMCENTER_VAR_DIR": str(tmp_path / "var")}
    environment.pop("EXAMCENTER_DATABASE_URL", None)

    def command(*arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    checked = command("check_bank", "conv-output-size", "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)[0]["version"] is None
    assert command("preview_question", "conv-output-size", "--variant", "one").returncode == 2
    assert command("check_bank", "unknown").returncode == 2
    assert not (tmp_path / "var" / "db.sqlite3").exists()


@pytest.mark.django_db
def test_the_version_is_the_published_one_when_there_is_one(bank, monkeypatch):
    from questions.selectors import find_published_numbers

    call_command("publish_bank", str(bank), stdout=io.StringIO())
    name = "questions.management.commands.check_bank.find_published_numbers"
    monkeypatch.setattr(name, find_published_numbers)
    assert run_json("check_bank", "output-size")[0]["version"] == 1


def test_grids_are_previewed_as_blocks_and_answers_as_rows(bank):
    write_bank(bank, small_map=GRIDS)
    params = '{"n": 1, "k": 0, "H": 3, "S": 2}'
    text = run("preview_question", "small-map", "--params", params)
    assert "```grid kernel\n 1  0\n 2 -1\n```" in text
    shown = run_json("preview_question", "small-map", "--params", params)
    key = shown["parts"][0]["answer"]
    assert [len(row) for row in key] == [2]
    assert f"answer (matrix): {' '.join(map(str, key[0]))}\n" in text
    assert all(len(entry["value"]) == 1 for entry in shown["parts"][0]["misconceptions"])
    marked = run_json("mark", "small-map", "--params", params, "--answer", str(key))
    assert (marked["parsed"], marked["score"]) == (key, 1.0)
    assert "parsed: 1 2\n" in run("mark", "small-map", "--params", params, "--answer", "1, 2")
    unread = run_json("mark", "small-map", "--params", params, "--answer", "1 2; 3 4")
    assert unread["score"] is None
