"""The fence around one forked child, put up before a single byte of the student's is read.

The order matters: descriptors, then limits, then privileges, then Landlock, and seccomp last,
because it forbids the calls that the others need. Anything that fails raises, and the run is ours
to answer for (BROKEN), never the student's.
"""

import mmap
import os
import resource
from dataclasses import dataclass

from . import kernel
from .landlock import restrict_to_reading
from .seccomp import build_filter

REQUEST_FD, RESULT_FD, BELL_FD = 3, 4, 5
_PAGE = mmap.PAGESIZE
_FIXED_LIMITS = (
    (resource.RLIMIT_STACK, 8 * 1024 * 1024),
    (resource.RLIMIT_NOFILE, 64),
    (resource.RLIMIT_NPROC, 0),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_MEMLOCK, 0),
    (resource.RLIMIT_MSGQUEUE, 0),
    (resource.RLIMIT_SIGPENDING, 32),
    (resource.RLIMIT_NICE, 0),
    (resource.RLIMIT_RTPRIO, 0),
)


@dataclass(frozen=True)
class Fence:
    """The limits of one child that the kernel itself enforces."""

    cpu_s: int
    memory_bytes: int
    # What a child has in use before it runs anything: ``address_space_in_use`` of its parent.
    base_bytes: int


def arrange_descriptors(request: int, result: int, stdout: int, bell: int) -> None:
    """Leave 0 (null, inherited), 1 and 2 (captured), 3 (requests), 4 (results), 5 (bell) only."""
    high = [request, result, stdout, bell]
    # Move out of the way first, so that no dup2 below overwrites one still needed.
    while min(high) <= BELL_FD:
        high = [os.dup(fd) for fd in high]
    os.dup2(high[2], 1)
    os.dup2(high[2], 2)
    os.dup2(high[0], REQUEST_FD, inheritable=False)
    os.dup2(high[1], RESULT_FD, inheritable=False)
    os.dup2(high[3], BELL_FD, inheritable=False)
    os.closerange(BELL_FD + 1, 1 << 20)


def lock_down(fence: Fence) -> None:
    """Put up the whole fence around this process."""
    os.setsid()
    os.umask(0o777)
    kernel.die_with_parent()
    program = build_filter(os.getpid())
    _set_limits(fence)
    kernel.drop_capabilities()
    kernel.make_undumpable()
    kernel.forbid_new_privileges()
    restrict_to_reading("/")
    kernel.install_filter(program)


def _set_limits(fence: Fence) -> None:
    """Set every limit hard = soft, so that none can be raised again."""
    for what, value in (
        (resource.RLIMIT_AS, fence.base_bytes + fence.memory_bytes),
        # One second above the supervisor's clock, which is exact; this one is its backstop.
        (resource.RLIMIT_CPU, fence.cpu_s + 1),
        *_FIXED_LIMITS,
    ):
        resource.setrlimit(what, (value, value))


def address_space_in_use() -> int:
    """Return this process's virtual size, found without /proc by trying limits.

    A one-page mapping fails exactly when the soft limit on the address space is below what is in
    use; bisecting that limit takes some forty cheap system calls.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, 1 << 47
    while high - low > _PAGE:
        middle = (low + high) // 2
        resource.setrlimit(resource.RLIMIT_AS, (middle, hard))
        if _may_map_a_page():
            high = middle
        else:
            low = middle
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    return high


def _may_map_a_page() -> bool:
    try:
        mmap.mmap(-1, _PAGE).close()
    except (OSError, MemoryError):
        return False
    return True
