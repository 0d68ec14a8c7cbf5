"""Fixtures for tests with a real jail: a host user of their own, and nothing may be left over."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from grader import sandbox
from grader.sandbox import keep
from grader.sandbox.config import current, jail_uid
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.runtime import ensure_runtime

CONV2D = """
import numpy as np

def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
"""
# Whether groups can be made is a fact of the machine; an ordinary user may not, here or there.
TIER = "namespaces+cgroup" if os.access("/sys/fs/cgroup/memory", os.W_OK) else "namespaces"
# Nobody else's processes run under it, so that those left over can be counted even while other
# graders work on this machine.
_UID = 61000 + os.getpid() % 180


# Processes, descriptors, groups, files.
_There = tuple[int, int, int, list[str]]


@pytest.fixture(autouse=True)
def own_user(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run this test's jails under a user that no other process has."""
    sandbox.configure(uid=_UID, is_warm=True, has_spare=True)
    yield
    sandbox.configure(uid=60999, is_warm=True, has_spare=True)


@pytest.fixture(scope="session", autouse=True)
def no_jail_after_all() -> Iterator[None]:
    """End the jail that the tests of this process have kept warm."""
    yield
    keep.close()


@pytest.fixture
def cold(own_user: None) -> None:
    """Start a fresh jail for every run of this test."""
    keep.close()
    sandbox.configure(is_warm=False)


@pytest.fixture(params=["warm", "cold"])
def both_ways(request: pytest.FixtureRequest, own_user: None) -> str:
    """Run this test in the kept jail, and once more in fresh ones."""
    if request.param == "cold":
        keep.close()
        sandbox.configure(is_warm=False)
    return str(request.param)


@pytest.fixture
def nothing_left(own_user: None) -> Iterator[None]:
    """Fail when a process, a descriptor, a group or a file is left, or a neighbour is affected.

    A warm jail stays, with its waiting spare: the same number of each as before.
    """
    before = _whats_there()
    yield
    if current().is_warm:
        assert_a_neighbour_is_right()
    else:
        keep.close()
        assert processes_in_jails() == []
        assert groups() == []
        assert _files() == before[-1]
        return
    deadline = time.monotonic() + 5
    while (after := _no_more(_whats_there(), before)) != before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert after == before


def _no_more(after: _There, before: _There) -> _There:
    """Return what is there, where a descriptor less than before counts as none left.

    One of the test before may have been closed in between: by a collection of garbage.
    """
    processes, n_open, n_groups, files = after
    return processes, max(n_open, before[1]), n_groups, files


def assert_a_neighbour_is_right() -> None:
    """Run an innocent submission, as the next student would."""
    image, kernel = np.arange(30.0).reshape(5, 6), np.ones((2, 3))
    result = sandbox.run(CONV2D, "conv2d", [sandbox.Call((image, kernel))], sandbox.Limits())
    assert result.calls[0].array is not None, result
    np.testing.assert_allclose(result.calls[0].array, right_answer(image, kernel))


def _whats_there() -> _There:
    """Return how many processes, descriptors and groups there are, and which files."""
    if current().is_warm:
        # A jail of another user's, or a worn one, would be exchanged in between.
        assert_a_neighbour_is_right()
        wait_until_settled()
    n_open = len(os.listdir("/proc/self/fd"))
    return len(processes_in_jails()), n_open, len(groups()), _files()


def wait_until_settled() -> None:
    """Wait until the last run's child is buried and the next one forked: four processes in all."""
    kept = keep._thread.kept
    if kept is not None:
        # A jail that has died shows when it is used next.
        with suppress(SandboxBroken, OSError):
            kept.jail.await_burial()
    deadline = time.monotonic() + 5
    while len(processes_in_jails()) < 4 and time.monotonic() < deadline:
        time.sleep(0.005)


def groups() -> list[Path]:
    """Return the cgroups of this process's jails."""
    held = [Path(os.readlink(f"/proc/self/fd/{fd}")) for fd in _open_fds()]
    return sorted(path for path in held if path.name.startswith("examcenter-jail-"))


def _open_fds() -> list[str]:
    # The listing itself held one that is gone by now.
    return [fd for fd in os.listdir("/proc/self/fd") if Path(f"/proc/self/fd/{fd}").is_symlink()]


def _files() -> list[str]:
    runtime = ensure_runtime()
    return sorted(str(p) for tree in (runtime.root, runtime.harness) for p in tree.glob("*/*"))


def own_uid() -> int:
    """Return the host user under which this test's jails run."""
    return jail_uid()


def processes_in_jails() -> list[int]:
    """Return the pids of this test's jails, oldest first.

    Cold: bwrap, the zygote, the child; warm: bwrap, the zygote, the keeper, the child.

    A zombie is no process any more: its parent here may be the machine's own pid 1.
    """
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes()
            status = (folder / "status").read_text()
        except OSError:
            continue
        uid = int(next(line.split()[1] for line in status.splitlines() if line[:4] == "Uid:"))
        is_ours = uid == _UID if os.geteuid() == 0 else b"child.zygote" in command
        if is_ours and "\nState:\tZ" not in status:
            found.append(int(folder.name))
    return sorted(found)


def right_answer(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Return the cross-correlation, by the definition."""
    rows, columns = (a - b + 1 for a, b in zip(image.shape, kernel.shape, strict=True))
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            patch = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[i, j] = float((patch * kernel).sum())
    return out
