"""The author's command: exit codes, the names of what lives, and that it needs no database."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from grader.management.commands import check_problem
from grader.problems import get_problem
from grader.proving.solutions import read_references, read_wrong
from grader.sandbox import (
    CallResult,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxProblem,
    SandboxStatus,
)

ROOT = Path(__file__).resolve().parents[3]
SMALL = ("--seed", "5eed", "--draws", "1", "--mutants", "20", "--calls", "50")


@pytest.fixture
def few(monkeypatch):
    """Keep the bank of solutions small; the whole of it is proved in the jail."""
    names = {"kernel_flipped", "kernel_in_memory_order", "relu_inside"}
    wrong = [solution for solution in read_wrong("conv2d") if solution.name in names]
    monkeypatch.setattr(check_problem, "read_wrong", lambda _: wrong)
    references = [r for r in read_references("conv2d") if r.name in {"lesson", "shifted_sums"}]
    monkeypatch.setattr(check_problem, "read_references", lambda _: references)


@pytest.fixture
def run(fake_sandbox, few, capsys):
    """Run the command; return its exit code, its output and its errors."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            call_command("check_problem", *arguments)
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run_it


def test_a_suite_that_kills_everything_exits_0(run):
    code, out, _ = run("conv2d", *SMALL)
    assert code == 0, out
    assert "conv2d: holds." in out
    assert "Kill matrix" in out and "redundant" in out


def test_without_a_slug_all_problems_are_checked_and_json_lists_them(run, monkeypatch):
    monkeypatch.setattr(check_problem, "problem_slugs", lambda: ("conv2d",))
    code, out, _ = run("--json", *SMALL)
    (entry,) = json.loads(out)
    assert (code, entry["problem"], entry["n_live"]) == (0, "conv2d", 0)
    assert len(entry["bugs"]) == 23
    assert entry["redundant"]


def test_a_weakened_suite_exits_1_and_names_what_lives(run, monkeypatch):
    problem = get_problem("conv2d")

    def draw(rng):
        return tuple(c for c in problem.draw_cases(rng) if c.name != "A kernel in column order")

    monkeypatch.setattr(check_problem, "get_problem", lambda _: replace(problem, draw_cases=draw))
    code, out, _ = run("conv2d", *SMALL)
    assert code == 1
    assert "lives: kernel_in_memory_order" in out
    assert "conv2d: holds." not in out


def test_a_wrong_solution_that_is_in_truth_right_exits_1(run, monkeypatch):
    right = replace(read_references("conv2d")[0], verdict="wrong_answer", diagnosis="x")
    monkeypatch.setattr(check_problem, "read_wrong", lambda _: [right])
    code, out, _ = run("conv2d", *SMALL)
    assert code == 1
    assert f"{right.name}: got accepted and no diagnosis, expected wrong_answer and x" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["conv9d"], "expected one of conv2d"),
        (["--seed", "xyz"], "expected hexadecimal"),
        (["--draws", "0"], "expected at least 1"),
        (["--calls", "0"], "expected at least 1"),
    ],
)
def test_misuse_exits_2_before_anything_is_run(fake_sandbox, arguments, words):
    with pytest.raises(CommandError, match=words) as caught:
        call_command("check_problem", *arguments)
    assert caught.value.returncode == 2
    assert fake_sandbox.n_runs == 0


def test_without_a_sandbox_it_exits_2_and_names_the_cure(fake_sandbox, capsys):
    lack = SandboxProblem("bubblewrap is missing.", "apt-get install bubblewrap")
    fake_sandbox.status = SandboxStatus(False, "", (lack,))
    with pytest.raises(CommandError, match="no working sandbox") as caught:
        call_command("check_problem", "conv2d")
    assert caught.value.returncode == 2
    assert "apt-get install bubblewrap" in capsys.readouterr().err


def test_a_fault_of_ours_during_a_run_exits_2(run, fake_sandbox):
    fake_sandbox.answers = lambda _, calls: RunResult(
        Outcome.BROKEN, (CallResult(ReturnKind.NOT_RUN),) * len(calls)
    )
    assert run("conv2d", *SMALL)[0] == 2


def test_as_a_process_it_starts_without_a_database_and_ends_with_the_code(tmp_path):
    """That a proof needs none either, the tests above show: here a query would raise."""
    environment = {
        **os.environ,
        "EXAMCENTER_VAR_DIR": str(tmp_path),
        "EXAMCENTER_DATABASE_URL": "sqlite:////no/such/folder/db.sqlite3",
    }
    command = [sys.executable, "manage.py", "check_problem"]
    for arguments, words in ((["conv9d"], "expected one of"), (["--draws", "x"], "invalid int")):
        done = subprocess.run(
            [*command, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
