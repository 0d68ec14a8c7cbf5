"""Fixtures for tests with a real jail: a host user of their own, and nothing may be left over."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader import sandbox
from grader.sandbox.config import jail_uid
from grader.sandbox.runtime import ensure_runtime

CONV2D = """
import numpy as np

def conv2d(image, kernel):
    view = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return (view * kernel).sum(axis=(2, 3))
"""
# Nobody else's processes run under it, so that those left over can be counted even while other
# graders work on this machine.
_UID = 61000 + os.getpid() % 180


@pytest.fixture(autouse=True)
def own_user(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run this test's jails under a user that no other process has."""
    sandbox.configure(uid=_UID)
    yield
    sandbox.configure(uid=60999)


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fail when a process, a descriptor or a file is left after the test."""
    before = _descriptors(), _files()
    yield
    assert processes_in_jails() == []
    assert (_descriptors(), _files()) == before


def _descriptors() -> list[str]:
    # The listing itself holds one descriptor, the same number both times.
    return sorted(os.listdir("/proc/self/fd"))


def _files() -> list[str]:
    runtime = ensure_runtime()
    return sorted(str(p) for tree in (runtime.root, runtime.harness) for p in tree.glob("*/*"))


def own_uid() -> int:
    """Return the host user under which this test's jails run."""
    return jail_uid()


def processes_in_jails() -> list[int]:
    """Return the pids of this test's jails, oldest first: bwrap, pid 1, the child.

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
