"""The author's command: exit codes, JSON, and that it needs no database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grader.proving.solutions import FOLDER
from grader.sandbox import (
    CallResult,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxProblem,
    SandboxStatus,
)

ROOT = Path(__file__).resolve().parents[2]
LESSON = str(FOLDER / "conv2d" / "reference" / "lesson.py")
FLIPPED = str(FOLDER / "conv2d" / "wrong" / "kernel_flipped.py")


@pytest.fixture
def run(fake_sandbox, capsys):
    """Run the command; return its exit code, its output and its errors."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            call_command("grade_file", *arguments, problem="conv2d")
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run_it


def test_all_accepted_exits_0(run):
    code, out, _ = run(LESSON)
    assert code == 0
    assert "Accepted, score 1.00" in out


def test_another_verdict_exits_1_and_says_why(run):
    code, out, _ = run(LESSON, FLIPPED)
    assert code == 1
    assert "kernel-flipped" in out and "cross-correlation" in out


def test_json_lists_the_files_in_the_order_given_with_every_key(run):
    code, out, _ = run(FLIPPED, LESSON, "--json")
    entries = json.loads(out)
    assert [entry["file"] for entry in entries] == [FLIPPED, LESSON]
    assert [entry["verdict"] for entry in entries] == ["wrong_answer", "accepted"]
    assert entries[0]["diagnosis"] == ["kernel-flipped"]
    assert set(entries[0]) == {
        *("file", "verdict", "score", "message", "diagnosis", "cases"),
        *("time_s", "peak_memory_bytes", "sandbox_tier"),
    }
    case = entries[1]["cases"][0]
    assert set(case) == {"name", "verdict", "message", "got"}
    assert case["got"]["shape"] == [2, 2]
    assert case["got"]["dtype"] == "float64"
    assert case["got"]["values"][0] == 18.0
    assert code == 1


def test_authors_see_what_hidden_cases_returned_in_full_precision(run):
    _, out, _ = run(LESSON, "--json")
    values = [v for case in json.loads(out)[0]["cases"][4:] for v in case["got"]["values"]]
    assert any(len(repr(value)) > 12 for value in values)


def test_a_call_that_returned_nothing_has_no_got(run, tmp_path):
    path = tmp_path / "raises.py"
    path.write_text("def conv2d(*a):\n    raise ValueError\n")
    _, out, _ = run(str(path), "--json")
    assert {case["verdict"] for case in json.loads(out)[0]["cases"]} == {"runtime_error"}
    assert all(case["got"] is None for case in json.loads(out)[0]["cases"])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 70_000, b"", b"a\x00"])
def test_a_file_that_cannot_be_taken_is_refused(run, tmp_path, content):
    path = tmp_path / "sent.py"
    path.write_bytes(content)
    code, out, _ = run(str(path), "--json")
    (entry,) = json.loads(out)
    assert (code, entry["verdict"], entry["score"], entry["cases"]) == (1, "refused", 0.0, [])
    assert entry["message"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["/no/such/file.py"], "/no/such/file.py: cannot be read"),
        ([str(ROOT)], "cannot be read"),
        ([LESSON, "--seed", "0xzz"], "expected hexadecimal"),
    ],
)
def test_misuse_exits_2_before_anything_is_run(fake_sandbox, arguments, words):
    with pytest.raises(CommandError, match=words) as caught:
        call_command("grade_file", *arguments, problem="conv2d")
    assert caught.value.returncode == 2
    assert fake_sandbox.n_runs == 0


def test_an_unknown_problem_exits_2(fake_sandbox):
    with pytest.raises(CommandError, match="expected one of conv2d") as caught:
        call_command("grade_file", LESSON, problem="conv9d")
    assert caught.value.returncode == 2


def test_without_a_sandbox_it_exits_2_names_the_cure_and_runs_nothing(run, fake_sandbox):
    problem = SandboxProblem("bubblewrap is missing.", "apt-get install bubblewrap")
    fake_sandbox.status = SandboxStatus(False, "", (problem,))
    code, out, err = run(LESSON, "--json")
    assert code == 2
    assert (json.loads(out)[0]["verdict"], json.loads(out)[0]["score"]) == ("system_error", None)
    assert "apt-get install bubblewrap" in err
    assert fake_sandbox.n_runs == 0


def test_a_fault_of_ours_during_a_run_exits_2(run, fake_sandbox):
    fake_sandbox.answers = lambda _, calls: RunResult(
        Outcome.BROKEN, (CallResult(ReturnKind.NOT_RUN),) * len(calls)
    )
    assert run(LESSON)[0] == 2


def test_a_seed_repeats_the_cases(run):
    first, second = (run(LESSON, "--json", "--seed", "ab")[1] for _ in range(2))
    other = run(LESSON, "--json", "--seed", "ac")[1]
    assert json.loads(first)[0]["cases"] == json.loads(second)[0]["cases"]
    assert json.loads(first)[0]["cases"] != json.loads(other)[0]["cases"]


@pytest.mark.sandbox
def test_it_works_without_a_database_and_exits_with_the_code(tmp_path):
    """On a checkout where nothing was migrated, as its own process, in the real jail."""
    environment = {
        **os.environ,
        "EXAMCENTER_VAR_DIR": str(tmp_path),
        "EXAMCENTER_DATABASE_URL": "sqlite:////no/such/folder/db.sqlite3",
    }

    def run_command(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "grade_file", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    done = run_command(LESSON, FLIPPED, "--problem", "conv2d", "--json")
    assert done.returncode == 1, done.stderr
    assert [entry["verdict"] for entry in json.loads(done.stdout)] == ["accepted", "wrong_answer"]
    assert run_command(LESSON, "--problem", "conv2d").returncode == 0
    assert run_command("missing.py", "--problem", "conv2d").returncode == 2
    assert run_command(LESSON).returncode == 2
