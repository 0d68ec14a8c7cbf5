"""Names the process that grades, and tells when the kernel says that it is gone.

Knows no submission. A name is comparable only where its process could be seen: on the same boot
and in the same pid namespace; of any other process nothing is claimed.
"""

import functools
import os
from pathlib import Path


def name_own_process() -> str:
    """Return this process's name: boot, pid namespace, pid, start; "" where there is no /proc."""
    return _name(os.getpid())


def name_parent_process() -> str:
    """Return the name of the process that started this one: of a pool process, its worker."""
    return _name(os.getppid())


def _name(pid: int) -> str:
    started = _find_start(pid)
    place = _find_place()
    return f"{place}/{pid}/{started}" if place and started else ""


def is_known_dead(name: str) -> bool:
    """Tell whether the process of this name has certainly ended; False when nothing is known."""
    place, _, rest = name.rpartition("/")
    place, _, pid = place.rpartition("/")
    if not place or place != _find_place():
        return False
    try:
        # Asked first, because /proc may hide the processes of other users.
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    started = _find_start(int(pid))
    return started is not None and started != rest


@functools.cache
def _find_place() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _find_start(pid: int) -> str | None:
    """Return when a process started, in ticks; "ended" for a zombie, None when it is not shown."""
    try:
        # The name, in parentheses, may hold anything; counted is from its end.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return "ended" if fields[0] in "ZX" else fields[19]
