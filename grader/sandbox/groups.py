"""Memory and pids groups (cgroups) around a jail, version 1 or 2, where this process may make them.

RLIMIT_AS stays the limit that a student meets, as a MemoryError; the group is the kernel's own
bound behind it, on what is really used, and its count of kills is evidence. A jail's group lies
below the worker's own one, so that every limit on the worker still holds. Whoever made a group
holds a lock on its folder: one without a holder is of a dead worker, and is removed by the next.
"""

import fcntl
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from grader.sandbox.model import MIB

# Beyond the run's own limit: copied pages of the zygote, page tables, pipe buffers. It keeps a
# student's MemoryError ahead of the group's kill.
MARGIN_BYTES = 64 * MIB
# The zygote, a keeper and a child; the rest is air.
_MAX_PROCESSES = 8
_PREFIX = "examcenter-jail-"
_REMOVE_TIMEOUT_S = 2.0
_MOUNTS, _MEMBERSHIP = Path("/proc/self/mountinfo"), Path("/proc/self/cgroup")
_CONTROLLERS = ("memory", "pids")


class Group:
    """The folders of one jail's group: one with version 2, one per controller with version 1."""

    def __init__(self, folders: dict[str, Path], *, is_v2: bool) -> None:
        self._folders, self._is_v2 = folders, is_v2
        self._limit_bytes, self._pid = 0, os.getpid()
        self._locks: list[int] = []
        self._counts = -1
        for folder in set(folders.values()):
            self._locks.append(_hold(folder))
        # Read in every run, so it stays open.
        counts = folders["memory"] / ("memory.events" if is_v2 else "memory.oom_control")
        self._counts = os.open(counts, os.O_RDONLY | os.O_CLOEXEC)

    def __del__(self) -> None:
        # An exception from outside (a time limit of the worker's) may come between two steps.
        if self._locks and self._pid == os.getpid():
            self.remove()

    def limit_memory(self, run_bytes: int) -> None:
        """Bound what the jail's later allocations may take, for a run with this limit.

        The zygote's own memory was charged before it entered, to the worker's group.
        """
        limit = run_bytes + MARGIN_BYTES
        if limit == self._limit_bytes:
            return
        folder, value = self._folders["memory"], str(limit)
        if self._is_v2:
            _write(folder / "memory.max", value)
            _write_if_there(folder / "memory.swap.max", "0")
        else:
            # The limit with swap may never be below the one without, so raise it out of the way.
            _write_if_there(folder / "memory.memsw.limit_in_bytes", "-1")
            _write(folder / "memory.limit_in_bytes", value)
            _write_if_there(folder / "memory.memsw.limit_in_bytes", value)
            _write_if_there(folder / "memory.swappiness", "0")
        self._limit_bytes = limit

    def n_oom_kills(self) -> int:
        """Return how many processes of this group the kernel has killed for want of memory."""
        with suppress(OSError):
            _, _, rest = os.pread(self._counts, 4096, 0).partition(b"oom_kill ")
            return int(rest.split(None, 1)[0]) if rest else 0
        return 0

    def enter(self, pid: int) -> None:
        """Put a process into the group and bound the number of its processes; raises OSError."""
        _write(self._folders["pids"] / "pids.max", str(_MAX_PROCESSES))
        for folder in set(self._folders.values()):
            _write(folder / "cgroup.procs", str(pid))

    def remove(self) -> None:
        """Remove the folders; the last process may still be on its way out for a moment."""
        deadline = time.monotonic() + _REMOVE_TIMEOUT_S
        for folder in set(self._folders.values()):
            while not _is_removed(folder) and time.monotonic() < deadline:
                time.sleep(0.002)
        self.close()

    def close(self) -> None:
        """Let go of the locks; whoever finds the folders empty may remove them."""
        for lock in self._locks:
            os.close(lock)
        self._locks = []
        if self._counts >= 0:
            os.close(self._counts)
            self._counts = -1


def open_group(pid: int) -> Group | None:
    """Return a new group with this process in it, or None where none can be made."""
    try:
        parents, is_v2 = _parents()
        for parent in set(parents.values()):
            _remove_stale(parent)
        group = _make(parents, is_v2=is_v2)
    except OSError:
        return None
    try:
        group.enter(pid)
        # Proves, too, that the limit can be written.
        group.limit_memory(1024 * MIB)
    except OSError:
        group.remove()
        return None
    except BaseException:
        group.remove()
        raise
    return group


def _make(parents: dict[str, Path], *, is_v2: bool) -> Group:
    for is_last in (False, True):
        name = _PREFIX + secrets.token_hex(8)
        folders = {controller: parent / name for controller, parent in parents.items()}
        try:
            for folder in set(folders.values()):
                folder.mkdir()
            return Group(folders, is_v2=is_v2)
        except BaseException as error:
            for folder in set(folders.values()):
                _is_removed(folder)
            # Another worker may have taken it for a stale one, before the lock was held.
            if is_last or not isinstance(error, OSError):
                raise
    raise AssertionError("unreachable")


def _parents() -> tuple[dict[str, Path], bool]:
    """Return the folder of our own group for each controller; raises OSError when there is none."""
    membership = {}
    for line in _MEMBERSHIP.read_text().splitlines():
        _, names, path = line.split(":", 2)
        for name in names.split(","):
            membership[name] = path
    mounts = _mounts()
    if all(name in mounts and name in membership for name in _CONTROLLERS):
        return {name: _below(mounts[name], membership[name]) for name in _CONTROLLERS}, False
    if "" not in mounts or "" not in membership:
        raise FileNotFoundError("no memory and pids controllers are mounted")
    folder = _below(mounts[""], membership[""])
    enabled = folder / "cgroup.subtree_control"
    if not set(_CONTROLLERS) <= set(enabled.read_text().split()):
        # Refused while the folder itself holds processes, unless it is the root.
        _write(enabled, " ".join(f"+{name}" for name in _CONTROLLERS))
    return dict.fromkeys(_CONTROLLERS, folder), True


def _mounts() -> dict[str, tuple[str, Path]]:
    """Return root and mount point by controller; version 2 has the empty name."""
    found = {}
    for line in _MOUNTS.read_text().splitlines():
        left, _, right = line.partition(" - ")
        root, point = left.split()[3:5]
        kind, _, options = right.split(maxsplit=2)
        if kind == "cgroup2":
            found[""] = root, Path(point)
        elif kind == "cgroup":
            for name in options.split(","):
                found[name] = root, Path(point)
    return found


def _below(mount: tuple[str, Path], path: str) -> Path:
    """Return where our own group is seen; in a container the mount may be of that very group."""
    root, point = mount
    folder = point / path.removeprefix(root).lstrip("/")
    return folder if folder.is_dir() else point


def _hold(folder: Path) -> int:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _remove_stale(parent: Path) -> None:
    """Remove the groups whose makers died; those still held or in use stay."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            handle = _hold(folder)
            _is_removed(folder)
            os.close(handle)


def _is_removed(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _write(path: Path, value: str) -> None:
    # No O_CREAT: in a group's folder the kernel makes the files.
    handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(handle, value.encode())
    finally:
        os.close(handle)


def _write_if_there(path: Path, value: str) -> None:
    with suppress(OSError):
        _write(path, value)
