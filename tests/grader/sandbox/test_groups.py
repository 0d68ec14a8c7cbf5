"""Memory and pids groups: made where they can be, evidence when memory ends, never left over."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import Call, Limits, Outcome, groups, keep, run
from tests.grader.sandbox.conftest import assert_a_neighbour_is_right, processes_in_jails

V1_MOUNTS = """\
31 23 0:28 / {root} rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / {root}/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / {root}/pids rw,relatime shared:3 - cgroup cgroup rw,pids
"""
V2_MOUNTS = "41 31 0:38 / {root} rw,relatime - cgroup2 cgroup2 rw\n"
# Maps more than the group allows and less than the limit on address space.
HOG = "import numpy as np\ndef f():\n    return int(np.ones(150 << 20, dtype=np.uint8).sum())\n"
LIMITS = Limits(cpu_s=5, wall_s=10, memory_bytes=256 << 20)


def can_make_groups() -> bool:
    """Return whether this machine lets this process make groups."""
    try:
        parents, _ = groups._parents()
    except OSError:
        return False
    return all(os.access(parent, os.W_OK) for parent in parents.values())


def fake_machine(monkeypatch, root: Path, mounts: str, membership: str) -> None:
    """Let the code read another machine's mounts, made of plain files."""
    (root / "mountinfo").write_text(mounts.format(root=root))
    (root / "membership").write_text(membership)
    monkeypatch.setattr(groups, "_MOUNTS", root / "mountinfo")
    monkeypatch.setattr(groups, "_MEMBERSHIP", root / "membership")


def fill_like_the_kernel(monkeypatch, names: tuple[str, ...]) -> None:
    """Make the files that the kernel would make in a new group, and forget them at its end."""
    make, remove = Path.mkdir, Path.rmdir

    def mkdir(self: Path, *args, **options) -> None:
        make(self, *args, **options)
        for name in names:
            (self / name).touch()

    def rmdir(self: Path) -> None:
        for name in names:
            (self / name).unlink(missing_ok=True)
        remove(self)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "rmdir", rmdir)


def test_version_1_makes_one_folder_per_controller_below_our_own(monkeypatch, tmp_path):
    for name in ("memory/ours", "pids"):
        (tmp_path / name).mkdir(parents=True)
    fake_machine(monkeypatch, tmp_path, V1_MOUNTS, "8:pids:/\n4:memory:/ours\n0::/\n")
    files = ("cgroup.procs", "pids.max", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes")
    fill_like_the_kernel(monkeypatch, (*files, "memory.oom_control"))
    group = groups.open_group(77)
    assert group is not None
    (memory,), (pids,) = tmp_path.glob("memory/ours/*-jail-*"), tmp_path.glob("pids/*-jail-*")
    assert memory.name == pids.name
    assert [(folder / "cgroup.procs").read_text() for folder in (memory, pids)] == ["77", "77"]
    assert (pids / "pids.max").read_text() == "8"
    group.limit_memory(100)
    assert (memory / files[2]).read_text().startswith(str(100 + groups.MARGIN_BYTES))
    (memory / "memory.oom_control").write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 3\n")
    assert group.n_oom_kills() == 3
    group.remove()
    assert not memory.exists() and not pids.exists()


def test_version_2_makes_one_folder_without_swap(monkeypatch, tmp_path):
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker" / "cgroup.subtree_control").write_text("cpu memory pids\n")
    fake_machine(monkeypatch, tmp_path, V2_MOUNTS, "0::/worker\n")
    files = ("cgroup.procs", "pids.max", "memory.max", "memory.swap.max", "memory.events")
    fill_like_the_kernel(monkeypatch, files)
    group = groups.open_group(77)
    assert group is not None
    (folder,) = tmp_path.glob("worker/*-jail-*")
    assert (folder / "cgroup.procs").read_text() == "77"
    assert (folder / "memory.swap.max").read_text() == "0"
    assert (folder / "memory.max").read_text() == str((1 << 30) + groups.MARGIN_BYTES)
    (folder / "memory.events").write_text("low 0\noom 2\noom_kill 1\n")
    assert group.n_oom_kills() == 1
    group.remove()
    assert not folder.exists()


@pytest.mark.parametrize("membership", ["0::/\n", "4:memory:/\n", ""])
def test_where_none_can_be_made_there_is_none_and_no_error(monkeypatch, tmp_path, membership: str):
    fake_machine(monkeypatch, tmp_path, V2_MOUNTS, membership)
    assert groups.open_group(os.getpid()) is None
    assert list(tmp_path.glob("*-jail-*")) == []


def test_a_stale_group_is_removed_and_a_held_one_stays(monkeypatch, tmp_path):
    (tmp_path / "cgroup.subtree_control").write_text("memory pids\n")
    fake_machine(monkeypatch, tmp_path, V2_MOUNTS, "0::/\n")
    files = ("cgroup.procs", "pids.max", "memory.max", "memory.swap.max", "memory.events")
    fill_like_the_kernel(monkeypatch, files)
    held = groups.open_group(77)
    stale = tmp_path / "examcenter-jail-of-a-dead-worker"
    stale.mkdir()
    other = tmp_path / "another-programs-group"
    other.mkdir()
    second = groups.open_group(78)
    assert held is not None and second is not None
    assert not stale.exists() and other.exists()
    assert len(list(tmp_path.glob("*-jail-*"))) == 2
    held.remove()
    second.remove()


@pytest.mark.sandbox
@pytest.mark.usefixtures("both_ways", "nothing_left")
def test_memory_that_the_kernel_refuses_is_the_memory_limit_by_its_own_count(monkeypatch):
    if not can_make_groups():
        # Then this evidence is not to be had here, and the tier says so.
        assert run(HOG, "f", [Call()], LIMITS).tier == "namespaces"
        return
    # Below the limit on address space, which would be met first.
    monkeypatch.setattr(groups, "MARGIN_BYTES", -(156 << 20))
    keep.close()
    for _ in range(2):
        result = run(HOG, "f", [Call()], LIMITS)
        assert (result.outcome, result.reason) == (Outcome.MEMORY_LIMIT, "memory_group"), result
        assert result.tier == "namespaces+cgroup"
    monkeypatch.undo()
    keep.close()
    assert_a_neighbour_is_right()


@pytest.mark.sandbox
def test_the_groups_of_a_killed_worker_are_removed_by_the_next():
    if not can_make_groups():
        assert groups.open_group(os.getpid()) is None
        return
    keep.close()
    code = f"from grader.sandbox import *; run({HOG!r}, 'f', [Call()], Limits()); "
    code += "print(1, flush=True); input()"
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None and worker.stdin is not None
    worker.stdout.readline()
    parents, _ = groups._parents()
    name = f"/proc/{worker.pid}/fd"
    theirs = {os.readlink(f"{name}/{fd}") for fd in os.listdir(name)}
    theirs = {path for path in theirs if Path(path).name.startswith("examcenter-jail-")}
    assert {str(Path(path).parent) for path in theirs} == {str(p) for p in parents.values()}
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdin.close()
    worker.stdout.close()
    # Empty as soon as the jail has followed its worker, and removed when the next one starts.
    for _ in range(50):
        keep.close()
        assert_a_neighbour_is_right()
        if not any(Path(path).exists() for path in theirs):
            break
    assert not any(Path(path).exists() for path in theirs)
    keep.close()
    assert processes_in_jails() == []
