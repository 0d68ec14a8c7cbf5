"""Readiness is proven by running; what is missing is named with its cure."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.sandbox import SandboxProblem, SandboxStatus, check_sandbox, jail, probe, run
from grader.sandbox.model import Outcome, RunResult
from grader.sandbox.runtime import ensure_runtime
from tests.grader.sandbox.conftest import TIER

PROJECT = Path(__file__).parents[3]
pytestmark = pytest.mark.sandbox


@pytest.mark.usefixtures("nothing_left")
def test_this_machine_is_ready():
    assert check_sandbox(fresh=True) == SandboxStatus(True, TIER, ())


def test_the_answer_is_kept_for_a_while(monkeypatch):
    first = check_sandbox(fresh=True)
    monkeypatch.setattr(probe, "_probe", lambda: pytest.fail("probed again"))
    assert check_sandbox() is first


def test_a_missing_bubblewrap_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    status = check_sandbox(fresh=True)
    assert not status.is_ready and status.tier == ""
    assert [problem.fix for problem in status.problems] == ["apt-get install bubblewrap"]
    monkeypatch.undo()
    assert check_sandbox(fresh=True).is_ready


@pytest.mark.parametrize(
    ("setting", "value", "fix"),
    [
        ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"),
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "AppArmor profile for /usr/bin/bwrap",
        ),
    ],
)
def test_forbidden_namespaces_are_named_with_the_setting(
    monkeypatch, tmp_path, setting: str, value: str, fix: str
):
    (tmp_path / setting).parent.mkdir()
    (tmp_path / setting).write_text(value + "\n")
    monkeypatch.setattr(probe, "_SYSTEM", tmp_path)
    monkeypatch.setattr(probe, "_CONTAINER_MARKS", ())
    monkeypatch.setattr(jail, "_BOOT", "raise SystemExit('no')  # {control}")
    status = check_sandbox(fresh=True)
    assert not status.is_ready
    assert fix in status.problems[0].fix


def test_a_container_is_told_which_calls_to_allow(monkeypatch, tmp_path):
    monkeypatch.setattr(probe, "_SYSTEM", tmp_path)
    monkeypatch.setattr(probe, "_CONTAINER_MARKS", (tmp_path,))
    monkeypatch.setattr(jail, "_BOOT", "raise SystemExit('no')  # {control}")
    (problem,) = check_sandbox(fresh=True).problems
    assert "security_opt: seccomp=" in problem.fix and "pivot_root" in problem.fix


def test_an_unknown_cause_still_repeats_what_the_jail_said(monkeypatch, tmp_path):
    monkeypatch.setattr(probe, "_SYSTEM", tmp_path)
    monkeypatch.setattr(probe, "_CONTAINER_MARKS", ())
    monkeypatch.setattr(jail, "_BOOT", "raise SystemExit('cannot think')  # {control}")
    (problem,) = check_sandbox(fresh=True).problems
    assert "cannot think" in problem.what


def test_another_machine_is_not_claimed_to_work(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    (problem,) = check_sandbox(fresh=True).problems
    assert "aarch64" in problem.what


def test_an_attack_that_gets_through_makes_the_sandbox_unready(monkeypatch):
    monkeypatch.setattr(probe, "_NAMES", (*probe._NAMES, "breach"))
    monkeypatch.setattr(probe, "_ATTACKS", probe._ATTACKS + "\ndef breach(): return True\n")
    status = check_sandbox(fresh=True)
    assert not status.is_ready
    assert [p.what for p in status.problems] == [
        "The self-test attack 'breach' was not refused: it got through."
    ]


def test_a_ptrace_that_is_only_refused_is_a_breach(monkeypatch):
    broken = RunResult(Outcome.FINISHED, ())
    real = run
    monkeypatch.setattr(
        probe, "run", lambda s, f, c, li: broken if f == "ptrace" else real(s, f, c, li)
    )
    (problem,) = check_sandbox(fresh=True).problems
    assert problem == SandboxProblem(
        "The self-test attack 'ptrace' was not refused: finished.", problem.fix
    )


def test_the_self_test_command_reports_and_exits_0():
    done = subprocess.run(
        [sys.executable, "-m", "grader.sandbox", "--self-test"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, f"sandbox: ready, tier {TIER}\n")


def test_an_ordinary_user_without_any_right_is_ready_too():
    """The jail's own Python serves as the interpreter, because that user can read it."""
    if os.geteuid() != 0:
        # Then every other test of this module has just shown it.
        return
    runtime, uid = ensure_runtime(), 61180
    home = Path(tempfile.mkdtemp(prefix="ordinary-"))
    try:
        shutil.copytree(
            PROJECT / "grader" / "sandbox",
            home / "grader" / "sandbox",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        shutil.copy(PROJECT / "grader" / "__init__.py", home / "grader" / "__init__.py")
        for path in (home, *home.rglob("*")):
            os.chown(path, uid, uid)
        boot = f"import sys; sys.path[:0] = ['{home}', '{runtime.root}/packages']; "
        boot += "from grader.sandbox.__main__ import main; sys.exit(main())"
        done = subprocess.run(
            [runtime.root / "python/bin/python3", "-I", "-c", boot, "--self-test"],
            user=uid,
            group=uid,
            extra_groups=[],
            cwd=home,
            env={
                "LD_LIBRARY_PATH": str(runtime.root / "lib"),
                "EXAMCENTER_GRADER_RUNTIME_DIR": str(home / "runtime"),
                "PATH": os.environ["PATH"],
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode, done.stdout) == (0, "sandbox: ready, tier namespaces\n"), done
    finally:
        shutil.rmtree(home)
