"""Pid 1 of the jail: loads NumPy once, forks a fenced child on request, reports how it ended.

It holds no secret and never reads a byte of a student's: the pipes of a run pass through it
unread, as descriptors. It talks to the supervisor over one SEQPACKET socket:

    HELLO  -> (with a pidfd of itself)      everything is loaded
    RUN    <- (request, result, stdout)     with the limits
    CHILD  -> (with the child's pidfd)      forked; the child fences itself and says READY
    ENDED  -> status, CPU, peak memory      from wait4, for the child alone

One jail serves one run; ``main`` is written as a loop's body so that it can become one.
"""

import gc
import importlib
import os
import socket
import struct
import traceback
from contextlib import suppress
from typing import NoReturn

HELLO, RUN, CHILD, ENDED = b"H", b"R", b"C", b"E"
RUN_BODY = struct.Struct("<IQ")
ENDED_BODY = struct.Struct("<iddQ")
MESSAGE_BYTES = 64

# Bound before a student's code can replace it.
_exit = os._exit

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


def main(control_fd: int) -> None:
    """Load, say hello, run one child, report."""
    _preload()
    from . import kernel

    # With nobody but the kernel allowed to look in, a child cannot reach this process.
    kernel.make_undumpable()
    control = socket.socket(fileno=control_fd)
    own = os.pidfd_open(os.getpid())
    socket.send_fds(control, [HELLO], [own])
    os.close(own)
    _run_one(control)


def _preload() -> None:
    for name in _REQUIRED:
        importlib.import_module(name)
    for name in _WELCOME:
        # A Python may be built without some of them (lzma), which is no fault.
        with suppress(ImportError):
            importlib.import_module(name)
    for name in ("harness", "lockdown"):
        importlib.import_module(f".{name}", __package__)
    # Keeps a collecting child from copying every page that holds a loaded object.
    gc.collect()
    gc.freeze()


def _run_one(control: socket.socket) -> None:
    message, fds, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 3)
    if message[:1] != RUN or len(fds) != 3:
        return
    cpu_s, memory_bytes = RUN_BODY.unpack(message[1:])
    pid = os.fork()
    if pid == 0:
        _be_child(fds, cpu_s, memory_bytes)
    pidfd = os.pidfd_open(pid)
    socket.send_fds(control, [CHILD], [pidfd])
    for fd in (*fds, pidfd):
        os.close(fd)
    _, status, usage = os.wait4(pid, 0)
    body = ENDED_BODY.pack(status, usage.ru_utime, usage.ru_stime, usage.ru_maxrss)
    control.send(ENDED + body)


def _be_child(fds: list[int], cpu_s: int, memory_bytes: int) -> NoReturn:
    """Fence this process, say READY, and serve; a fault before READY is reported as ours."""
    import resource

    from . import framing, harness, lockdown

    try:
        lockdown.arrange_descriptors(*fds)
        lockdown.lock_down(lockdown.Fence(cpu_s, memory_bytes))
        baseline = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        flush = harness.open_stdout()
        body = framing.pack_u64(baseline)
        os.write(lockdown.RESULT_FD, framing.pack_frame(framing.READY, 0, body))
    except BaseException:  # noqa: BLE001 - whatever it is, it must be told and must end here
        text = framing.pack_text(traceback.format_exc())
        os.write(lockdown.RESULT_FD, framing.pack_frame(framing.FAULT, 0, text))
        _exit(71)
    try:
        harness.serve(flush)
    finally:
        # Never return into the zygote's code in a process that ran a student's.
        _exit(72)
