"""Pid 1 of the jail: loads NumPy once, forks a fenced child on request, reports how it ended.

It holds no secret and never reads a byte of a student's: the pipes of a run pass through it
unread, as descriptors. It talks to the supervisor over one SEQPACKET socket:

    HELLO  -> (with a pidfd of itself)      everything is loaded
    RUN    <- (the four pipes' ends)        with the limits, and whether it is ahead of need
    CHILD  -> (with the child's pidfd)      forked; the child fences itself and says READY
    ENDED  -> status, CPU, peak memory      from wait4, for the child alone

A cold jail serves one RUN. A warm one serves them one after the other, each in namespaces of its
own (``cell``), and keeps no state between them; anything odd about an end is an exception here,
which ends the zygote and so the jail.
"""

import gc
import importlib
import os
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cell import Cell, NoCell

HELLO, RUN, CHILD, ENDED = b"H", b"R", b"C", b"E"
RUN_BODY = struct.Struct("<IQ?")
ENDED_BODY = struct.Struct("<iddQ")
MESSAGE_BYTES = 64
# Of a run: requests, results, output, bell.
N_PIPES = 4

# Extension modules must be loaded before the fence, which forbids mapping new code; the rest of
# the standard library is plain Python and may be imported later.
_REQUIRED = (
    *("numpy", "numpy.linalg", "numpy.fft", "numpy.random", "numpy.lib.stride_tricks"),
    *("ctypes", "random", "typing", "threading", "warnings"),
)
_WELCOME = (
    *("array", "binascii", "bisect", "bz2", "cmath", "collections", "contextvars", "copy", "csv"),
    *("dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "hashlib", "heapq"),
    *("io", "itertools", "json", "lzma", "math", "mmap", "operator", "pickle", "queue", "re"),
    *(
        "fcntl",
        "select",
        "statistics",
        "subprocess",
        "string",
        "struct",
        "time",
        "traceback",
        "unicodedata",
    ),
    *("zlib",),
)


def main(control_fd: int, *, is_warm: bool) -> None:
    """Load, say hello, and run one child; a warm jail goes on until the supervisor hangs up."""
    _preload()
    from . import cell, kernel, lockdown, seccomp

    # With nobody but the kernel allowed to look in, a child cannot reach this process.
    kernel.make_undumpable()
    # A thread would be lost in each fork, with whatever lock it held.
    kernel.require_single_thread()
    control = socket.socket(fileno=control_fd)
    own = os.pidfd_open(os.getpid())
    # A fork has as much; found once, because finding it takes a hundred system calls.
    base_bytes = lockdown.address_space_in_use()
    if not is_warm:
        socket.send_fds(control, [HELLO], [own])
        _run_one(control, cell.NoCell(), base_bytes)
        return
    kernel.empty_bounding_set()
    # What it does after a run and ahead of the next one must not take the processor from a worker
    # that has just been woken with a verdict. Forks are ordinary again.
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH | os.SCHED_RESET_ON_FORK, os.sched_param(0))
    # Every child has the same pid in its cell, so the filter is built once.
    kernel.prepare_filter(seccomp.build_filter(cell.CHILD_PID))
    place = cell.Cell(own)
    # With the first cell made: a machine that forbids it does not get as far as a hello.
    socket.send_fds(control, [HELLO], [own])
    os.close(own)
    while _run_one(control, place, base_bytes):
        place.renew()
        kernel.require_single_thread()


def _preload() -> None:
    # What threading, logging and random want to do in every fork: renew locks that no other thread
    # can hold here, and seed what each run seeds anyway. It would write to two hundred pages.
    register, os.register_at_fork = os.register_at_fork, _forget
    try:
        _import_all()
    finally:
        os.register_at_fork = register
    from . import birth, harness

    birth.prepare()
    harness.rehearse(10, 9, 9)
    # Keeps a collecting child from copying every page that holds a loaded object.
    gc.collect()
    gc.freeze()


def _import_all() -> None:
    for name in _REQUIRED:
        importlib.import_module(name)
    for name in _WELCOME:
        # A Python may be built without some of them (lzma), which is no fault.
        with suppress(ImportError):
            importlib.import_module(name)


def _forget(**handlers: object) -> None:
    """Take the place of ``os.register_at_fork``."""


def _run_one(control: socket.socket, place: "Cell | NoCell", base_bytes: int) -> bool:
    """Serve one RUN; return whether there was one."""
    # In here, so that the supervisor may import this module's constants alone; and before the fork,
    # because whatever a child imports, it also copies.
    from . import birth, lockdown

    message, fds, _, _ = socket.recv_fds(control, MESSAGE_BYTES, N_PIPES)
    if message[:1] != RUN or len(fds) != N_PIPES:
        return False
    cpu_s, memory_bytes, is_ahead = RUN_BODY.unpack(message[1:])
    fence = lockdown.Fence(cpu_s, memory_bytes, base_bytes)
    pid = place.fork()
    if pid == 0:
        birth.be_child(fds, fence, place, is_ahead=is_ahead)
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [CHILD], [pidfd])
    for fd in (*fds, pidfd):
        os.close(fd)
    _, status, usage = os.wait4(pid, 0)
    # The only process that ever held a student's byte is gone; its empty cell can wait a moment.
    body = ENDED_BODY.pack(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss)
    control.send(ENDED + body)
    place.bury()
    return True
