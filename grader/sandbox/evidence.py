"""What the kernel says of a child: how it ended, and what a living one has used."""

import os
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """Kernel evidence of how a child ended, and our own reason if we ended it."""

    cause: str
    # From ``wait4``; 0 for one that had answered everything and lived until we killed it.
    status: int
    cpu_s: float
    wall_s: float
    peak_memory_bytes: int
    # The kernel killed somebody of the jail for want of memory during the run.
    has_memory_run_out: bool = False


def read_cpu_s(pid: int) -> float:
    """Return the CPU time of a process so far; raises OSError for one that is gone."""
    # Linux: the per-process CPU clock of any pid, from the outside (CPUCLOCK_SCHED).
    return time.clock_gettime((~pid << 3) | 2)


def open_status(pid: int) -> int:
    """Open what the kernel tells of a living process; -1 where it is gone, or hidden from us."""
    try:
        return os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return -1


def read_peak_kib(status: int) -> int | None:
    """Return the most memory that a process has had, None when it has none (any more)."""
    try:
        _, _, rest = os.pread(status, 4096, 0).partition(b"\nVmHWM:")
    except OSError:
        return None
    return int(rest.split(None, 1)[0]) if rest else None
