"""The namespaces of one child, made by the zygote before the child is wanted and buried after it.

A cell is a pid namespace with a *keeper* as its pid 1, which holds nothing and sleeps (``keeper``).
The child is forked beside it, as pid 2: a student's process as pid 1 would ignore signals that it
does not handle, and its end would be blurred evidence. Both are the zygote's own children, so it
waits for each itself, and the keeper's end, which the kernel reports only when the whole namespace
is empty, proves that nothing is left. Network, IPC objects and host name the zygote
takes anew with each cell, before the child is wanted, and never uses; mounts the child takes for
itself, so that they are always a copy of the zygote's, never of another child's.
"""

import os
import signal
from contextlib import suppress

from . import kernel
from .keeper import Nursery

CHILD_PID = 2


class NoCell:
    """A cold jail's place: the jail itself, which ends with its only child."""

    def fork(self) -> int:
        """Fork as ``os.fork`` does."""
        return os.fork()

    def close_off(self) -> None:
        """Leave the child in the jail's own namespaces."""

    def bury(self) -> None:
        """Leave the burial to the end of the jail."""


class Cell:
    """Fresh namespaces for one child at a time; anything unexpected raises."""

    def __init__(self, zygote_pidfd: int) -> None:
        # A copy that stays; the caller's is sent away.
        self._zygote = os.dup(zygote_pidfd)
        self._nursery, self._keeper = Nursery(), 0
        # The way back from a cell, tried at once: a machine may allow to leave and not to return.
        kernel.put_children_in_pid_namespace_of(self._zygote)
        self.renew()

    def renew(self) -> None:
        """Make fresh namespaces with their keeper; the next fork lands in there."""
        kernel.take_fresh_namespaces()
        self._keeper = self._nursery.make()

    def fork(self) -> int:
        """Fork into the namespace, where the child must be the second process ever."""
        pid = os.fork()
        if pid == 0 and os.getpid() != CHILD_PID:
            os._exit(73)
        return pid

    def close_off(self) -> None:
        """Give this child, still privileged, what it does not share with the zygote either."""
        kernel.take_own_mounts()

    def bury(self) -> None:
        """End the namespace and wait until the kernel has emptied it."""
        # Or every later fork would fail, and no other namespace could be made.
        kernel.put_children_in_pid_namespace_of(self._zygote)
        os.kill(self._keeper, signal.SIGKILL)
        _, status = os.waitpid(self._keeper, 0)
        self._keeper = 0
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise OSError(f"the keeper of a cell ended by itself: wait status {status}")
        with suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
            raise OSError("a process outlived its cell")
