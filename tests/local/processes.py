"""Looks at the machine's processes, to prove that a run leaves none behind."""

from pathlib import Path

from examcenter.local.child import children_of

Identity = tuple[int, int]


def descendants(pid: int) -> set[Identity]:
    """Return every process below one, each with its start time so that a reused id is no match."""
    found: set[Identity] = set()
    waiting = [pid]
    while waiting:
        for child in children_of(waiting.pop()):
            started = started_at(child)
            if started is not None:
                found.add((child, started))
                waiting.append(child)
    return found


def started_at(pid: int) -> int | None:
    """Return when a process started, in the kernel's ticks; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return None
    return None if fields[0] == b"Z" else int(fields[19])


def still_there(processes: set[Identity]) -> list[str]:
    """Return a line for each of the processes that still runs."""
    return [describe(pid) for pid, started in processes if started_at(pid) == started]


def marked(mark: str) -> list[str]:
    """Return a line for each process that inherited this text in its environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            is_marked = mark.encode() in path.read_bytes()
        except OSError:
            continue
        if is_marked:
            found.append(describe(int(path.parent.name)))
    return found


def describe(pid: int) -> str:
    """Return the process's id and command line."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return f"{pid} (gone)"
    return f"{pid} {b' '.join(words).decode(errors='replace')[:200]}"
