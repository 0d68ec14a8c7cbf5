"""Child processes that cannot outlive their parent; they know nothing of what they run."""

import ctypes
import functools
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
IS_LINUX = sys.platform.startswith("linux")


@dataclass(frozen=True)
class Command:
    """What to run: name for people, argument vector, extra environment, log file."""

    name: str
    argv: Sequence[str]
    log_path: Path
    environment: Mapping[str, str]
    # Sent by the kernel when the parent dies. SIGKILL where SIGTERM would wait for work.
    death_signal: signal.Signals = signal.SIGKILL
    # Open files that the child keeps, such as a lock it holds while it lives.
    kept_files: Sequence[int] = ()


def start(command: Command, *, cwd: Path) -> subprocess.Popen[bytes]:
    """Start a command in its own session, its output appended to its log."""
    command.log_path.parent.mkdir(parents=True, exist_ok=True)
    with command.log_path.open("ab") as log:
        return subprocess.Popen(
            list(command.argv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **command.environment},
            cwd=cwd,
            start_new_session=True,
            pass_fds=tuple(command.kept_files),
            # Safe: the callers start children from their only thread, and the function is two
            # system calls.
            preexec_fn=functools.partial(die_with_parent, command.death_signal, os.getpid()),
        )


def die_with_parent(sent: signal.Signals, parent: int) -> None:
    """Ask the kernel to signal this process when its parent is gone; leave if it already is."""
    if not IS_LINUX:
        return
    _prctl(_PR_SET_PDEATHSIG, sent)
    if os.getppid() != parent:
        os.kill(os.getpid(), sent)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent died, so that none can be lost."""
    if IS_LINUX:
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def stop(process: subprocess.Popen[bytes], *, patience_s: float) -> None:
    """End a child and its whole session: asked first, killed when patience runs out."""
    ask_to_stop(process)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        kill_group(process.pid)
        process.wait()
    # Grandchildren of a leader that died on its own.
    kill_group(process.pid)


def ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    """Send a child the polite signal."""
    with suppress(ProcessLookupError):
        process.terminate()


def kill_group(pid: int) -> None:
    """Kill every process of the group that the child leads."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def kill(pid: int) -> None:
    """Kill one process."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def reap() -> None:
    """Collect every child that has ended, adopted ones included."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def children_of(pid: int) -> list[int]:
    """Return the process ids whose parent is ``pid``."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in parentheses, may hold anything; the parent's id comes two fields later.
            fields = entry.read_bytes().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(entry.parent.name))
    return found


def tail(path: Path, n_lines: int = 20) -> str:
    """Return the end of a log, indented; an empty text when there is none."""
    try:
        with path.open("rb") as stream:
            stream.seek(0, os.SEEK_END)
            stream.seek(max(0, stream.tell() - 16_384))
            text = stream.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-n_lines:])


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")
