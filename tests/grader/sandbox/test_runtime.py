"""The jail's files are built whole, once, in a place that its user can reach."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader import sandbox
from grader.sandbox import SandboxBroken, config, runtime


@pytest.fixture
def place(tmp_path_factory, monkeypatch):
    """Return a fresh folder that every user can reach, used as the runtime folder."""
    folder = tmp_path_factory.mktemp("runtime")
    for part in (folder, *folder.parents):
        if "/pytest-" in str(part):
            part.chmod(0o755)
    monkeypatch.setattr(config, "_config", config.Config(folder / "place"))
    return folder / "place"


def fake_build(draft: Path) -> None:
    """Stand in for the slow copying."""
    (draft / "file").write_text("whole")


def test_a_tree_is_built_once_even_by_several_at_the_same_time(place):
    place.mkdir()
    built = []

    def build(draft: Path) -> None:
        built.append(draft)
        threading.Event().wait(0.1)
        fake_build(draft)

    threads = [
        threading.Thread(target=runtime._ensure, args=(place / "tree-1", build)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
    assert sorted(path.name for path in place.iterdir()) == [".lock", "tree-1"]
    assert (place / "tree-1").stat().st_mode & 0o777 == 0o755


def test_a_build_that_fails_leaves_nothing_and_the_next_one_succeeds(place):
    place.mkdir()

    def fail(draft: Path) -> None:
        fake_build(draft)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        runtime._ensure(place / "tree-1", fail)
    (place / ".building-by-somebody-killed").mkdir()
    assert runtime._ensure(place / "tree-1", fake_build).is_dir()
    assert sorted(path.name for path in place.iterdir()) == [".lock", "tree-1"]


@pytest.fixture
def trees(place: Path, monkeypatch) -> Path:
    """Let trees be built in no time; return the folder that they are in."""
    monkeypatch.setattr(runtime, "_build_root", fake_build)
    monkeypatch.setattr(runtime, "_build_harness", fake_build)
    return place


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def make_old(tree: Path) -> None:
    """Let a tree look as if nobody had used it for more than a day."""
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(tree, (two_days_ago, two_days_ago))


def test_trees_that_nobody_used_for_a_day_are_removed_and_others_stay(trees):
    runtime.ensure_runtime()
    mine = names_in(trees)
    for name in ("python-old", "harness-old", "python-new"):
        (trees / name).mkdir()
        (trees / name / "file").write_text("whole")
    make_old(trees / "python-old")
    make_old(trees / "harness-old")
    for name in mine:
        make_old(trees / name)
    _, holds = runtime.hold_runtime()
    assert names_in(trees) == sorted([*mine, "python-new"])
    assert all(time.time() - (trees / name).stat().st_mtime < 60 for name in mine)
    for hold in holds:
        os.close(hold)


def test_a_tree_that_another_process_runs_a_jail_from_is_not_removed(trees):
    held = trees / "python-old"
    runtime.ensure_runtime()
    held.mkdir()
    code = "import os, sys; from pathlib import Path; from grader.sandbox.runtime import _hold\n"
    code += "print(_hold(Path(sys.argv[1])), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline().strip().isdigit()
        make_old(held)
        runtime._remove_unused(trees)
        assert held.is_dir()
        other.stdin.close()
        other.wait(10)
    runtime._remove_unused(trees)
    assert not held.exists()


def test_a_tree_that_is_removed_between_looking_and_locking_is_built_again(trees, monkeypatch):
    real = runtime._hold
    removed: list[Path] = []

    def hold_too_late(tree: Path) -> int | None:
        if not removed:
            removed.append(tree)
            make_old(tree)
            runtime._remove_unused(trees)
            assert not tree.exists()
        return real(tree)

    monkeypatch.setattr(runtime, "_hold", hold_too_late)
    found, holds = runtime.hold_runtime()
    assert removed == [found.root] and found.root.is_dir() and len(holds) == 2
    for hold in holds:
        os.close(hold)


def test_a_full_disk_is_named_with_its_cure(place, monkeypatch):
    def fail(draft: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runtime, "_build_harness", fail)
    monkeypatch.setattr(runtime, "_build_root", fail)
    with pytest.raises(SandboxBroken, match="No space left on device.*make about 150 MB"):
        runtime.ensure_runtime()


def test_a_folder_that_others_may_write_is_not_trusted(place):
    place.mkdir()
    place.chmod(0o777)
    with pytest.raises(SandboxBroken, match=f"chmod go-w {place}"):
        config.runtime_dir()


def test_a_folder_that_the_jail_cannot_pass_is_refused_with_the_exact_cure(place, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    place.mkdir()
    place.chmod(0o700)
    with pytest.raises(SandboxBroken, match=rf"mode 0700.*chmod o\+x {place}"):
        config.runtime_dir()


def test_a_project_below_a_closed_home_gets_a_system_folder(place, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(config, "_prepared", lambda folder: folder)
    home = place.parent / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setattr(config, "_config", config.Config())
    monkeypatch.setattr(config, "_PROJECT", home / "project")
    monkeypatch.setattr(config, "_SYSTEM_DIR", place)
    assert config.runtime_dir() == place
    home.chmod(0o711)
    assert config.runtime_dir() == home / "project" / "var" / "sandbox-runtime"


def test_a_strict_umask_does_not_hide_the_folder_from_the_jail(place, monkeypatch):
    monkeypatch.setattr(config, "_config", config.Config(place / "deeper" / "still"))
    before = os.umask(0o077)
    try:
        folder = config.runtime_dir()
    finally:
        os.umask(before)
    assert [p.stat().st_mode & 0o777 for p in (folder, folder.parent)] == [0o755, 0o711]


def test_the_environment_chooses_folder_and_user(monkeypatch):
    monkeypatch.setenv("EXAMCENTER_GRADER_RUNTIME_DIR", "/srv/runtime")
    monkeypatch.setenv("EXAMCENTER_SANDBOX_UID", "1234")
    assert config._from_environment() == config.Config(Path("/srv/runtime"), 1234)


@pytest.mark.parametrize("uid", ["0", "nobody", "-1", "4294967296"])
def test_root_and_what_is_no_user_are_refused(monkeypatch, uid: str):
    monkeypatch.setenv("EXAMCENTER_SANDBOX_UID", uid)
    with pytest.raises(ValueError, match=f"found '{uid}', expected the number of a user"):
        config._from_environment()


def test_configure_changes_what_is_given_only(place):
    sandbox.configure(uid=4321)
    assert config._config == config.Config(place, 4321)
