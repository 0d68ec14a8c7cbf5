"""The set-up of a fresh machine: what is there is left alone, what is missing is named."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.fixtures.servers import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import bootstrap  # type: ignore[import-not-found]
import progress  # type: ignore[import-not-found]
import system_packages  # type: ignore[import-not-found]

NO_ENSUREPIP = '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; *) exec {python} "$@";; esac\n'
APT = """#!/bin/sh
echo "$@" >> {log}
case "$*" in *install*) printf '#!/bin/sh\\n' > {bin}/bwrap; chmod +x {bin}/bwrap;; esac
exit {code}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project directory of its own, with one lock file and no environment yet."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    monkeypatch.setattr(bootstrap, "VENV", str(tmp_path / ".venv"))
    monkeypatch.setattr(bootstrap, "STAMP", str(tmp_path / ".venv" / "installed.json"))
    monkeypatch.setattr(bootstrap, "LOG", str(tmp_path / "bootstrap.log"))
    return tmp_path


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which nothing is found but the shell."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "sh").symlink_to("/bin/sh")
    (folder / "chmod").symlink_to("/bin/chmod")
    monkeypatch.setenv("PATH", str(folder))
    return folder


def write_program(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def record_steps(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Replace the running of commands by writing them down."""
    commands: list[list[str]] = []

    def run_step(_title: str, command: list[str], *_: object) -> str:
        commands.append(command)
        return ""

    monkeypatch.setattr(module, "run_step", run_step)
    return commands


def test_locked_packages_are_installed_once(project, monkeypatch):
    commands = record_steps(bootstrap, monkeypatch)
    bootstrap.install_requirements(["runtime"])
    bootstrap.install_requirements(["runtime"])
    assert len(commands) == 1
    assert "--require-hashes" in commands[0]


def test_a_changed_lock_is_installed_with_all_that_was_there(project, monkeypatch):
    commands = record_steps(bootstrap, monkeypatch)
    (project / "requirements" / "dev.txt").write_text("")
    bootstrap.install_requirements(["runtime", "dev"])
    (project / "requirements" / "runtime.txt").write_text("# changed\n")
    bootstrap.install_requirements(["runtime"])
    assert [word for word in commands[1] if word.endswith(".txt")] == [
        str(project / "requirements" / "dev.txt"),
        str(project / "requirements" / "runtime.txt"),
    ]


def test_a_failed_install_is_not_remembered_as_done(project, monkeypatch):
    (project / "requirements" / "runtime.txt").write_text("./absent-1-py3-none-any.whl\n")
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", sys.executable)
    with pytest.raises(progress.SetupError):
        bootstrap.install_requirements(["runtime"])
    assert not Path(bootstrap.STAMP).exists()


@pytest.mark.parametrize(
    ("said", "fix"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("OSError: [Errno 28] No space left on device", "free some disk space"),
        ("ConnectionError: name resolution failed", "reaches its package index"),
        ("something nobody expected", "the whole output is in"),
    ],
)
def test_what_pip_says_is_told_with_its_fix(project, monkeypatch, said, fix):
    def fail(_title: str, command: list[str], *_: object) -> str:
        raise subprocess.CalledProcessError(1, command, said)

    monkeypatch.setattr(bootstrap, "run_step", fail)
    with pytest.raises(progress.SetupError, match=r"pip could not install") as caught:
        bootstrap.install_requirements(["runtime"])
    assert fix in caught.value.fix


def test_a_damaged_stamp_means_installing_again(project, monkeypatch):
    commands = record_steps(bootstrap, monkeypatch)
    Path(bootstrap.STAMP).write_text("{half")
    bootstrap.install_requirements(["runtime"])
    assert len(commands) == 1
    assert set(json.loads(Path(bootstrap.STAMP).read_text())) == {"runtime"}


def test_without_python_3_11_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(bootstrap, "_version_of", lambda _python: "3.9")
    with pytest.raises(
        progress.SetupError, match=r"locked packages are for Python 3\.11"
    ) as caught:
        bootstrap.find_python()
    assert "apt-get install" in caught.value.fix
    assert "python3.11-venv" in caught.value.fix


def test_a_python_without_ensurepip_gets_debians_package_named(project, monkeypatch, empty_path):
    python = write_program(empty_path / "python3.11", NO_ENSUREPIP.format(python=sys.executable))
    write_program(empty_path / "apt-get", "#!/bin/sh\n")
    monkeypatch.setattr(bootstrap, "find_python", lambda: str(python))
    monkeypatch.setattr(bootstrap, "VENV_PYTHON", str(project / "absent"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(progress.SetupError, match="cannot make virtual environments") as caught:
        bootstrap.make_environment()
    assert caught.value.fix == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3.11-venv"
    )


def test_root_gets_a_missing_program_from_apt(tmp_path, monkeypatch, empty_path):
    log = tmp_path / "apt.log"
    write_program(empty_path / "apt-get", APT.format(log=log, bin=empty_path, code=0))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(system_packages, "_POLICY_FILE", str(tmp_path / "policy"))
    system_packages.ensure(["bubblewrap"], str(tmp_path / "log"))
    update, install = log.read_text().splitlines()
    assert update.startswith("update")
    assert install.endswith("bubblewrap")
    assert not (tmp_path / "policy").exists()


def test_a_user_gets_the_line_to_type(tmp_path, monkeypatch, empty_path):
    write_program(empty_path / "apt-get", "#!/bin/sh\n")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(progress.SetupError, match="missing: bubblewrap") as caught:
        system_packages.ensure(["bubblewrap"], str(tmp_path / "log"))
    assert caught.value.fix.endswith("sudo apt-get install -y --no-install-recommends bubblewrap")


def test_a_failing_apt_is_quoted(tmp_path, monkeypatch, empty_path):
    write_program(empty_path / "apt-get", "#!/bin/sh\necho 'E: no such repository'; exit 100\n")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(progress.SetupError, match="E: no such repository"):
        system_packages.ensure(["bubblewrap"], str(tmp_path / "log"))


def test_run_goes_on_without_bubblewrap_and_says_so(monkeypatch, capsys):
    def refuse(packages: list[str], _log: str) -> None:
        if packages:
            raise progress.SetupError("missing: bubblewrap", "apt-get install bubblewrap")

    monkeypatch.setattr(bootstrap, "make_environment", lambda: None)
    monkeypatch.setattr(bootstrap, "install_requirements", lambda _groups: None)
    monkeypatch.setattr(bootstrap, "ensure", refuse)
    bootstrap.prepare("run")
    shown = capsys.readouterr().out
    assert "Fix: apt-get install bubblewrap" in shown
    assert "everything works but code grading" in shown


def test_test_does_not_go_on_without_what_it_needs(monkeypatch):
    def refuse(_packages: list[str], _log: str) -> None:
        raise progress.SetupError("missing: chromium", "apt-get install chromium")

    monkeypatch.setattr(bootstrap, "make_environment", lambda: None)
    monkeypatch.setattr(bootstrap, "install_requirements", lambda _groups: None)
    monkeypatch.setattr(bootstrap, "ensure", refuse)
    with pytest.raises(progress.SetupError, match="missing: chromium"):
        bootstrap.prepare("test")


def test_a_long_step_shows_that_it_goes_on(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(progress, "_LOG_LINE_S", 0.2)
    command = ["sh", "-c", "echo unpacking numpy; sleep 1"]
    assert progress.run_step("Installing", command, str(tmp_path / "log")) == "unpacking numpy"
    shown = capsys.readouterr().out
    assert "s  unpacking numpy" in shown
    assert "Installing: done in 1." in shown
