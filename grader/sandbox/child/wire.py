"""The child's ends of the pipes: takes requests, sends answers, rings, and shuts the answers.

Everything it needs is bound before the student's code exists.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from . import framing
from .lockdown import BELL_FD, REQUEST_FD, RESULT_FD

# A request is as large as the inputs that the trusted side chose to send.
_MAX_REQUEST_BYTES = 1 << 32
# What is read at once: what a pipe mostly holds, and small enough for the heap.
_CHUNK = 1 << 16
_LARGE_BYTES = 1 << 16
_RING = memoryview(b"!")
_read: Callable[[int, int], bytes] = os.read
_write: Callable[[int, memoryview], int] = os.write
_close = os.close
# What was read beyond the request that was wanted, and how much of it has been used.
_rest, _n_used = b"", 0


@contextmanager
def played(requests: bytes) -> Iterator[None]:
    """Let requests come from memory and answers go nowhere, for a rehearsal."""
    global _read, _write, _rest, _n_used
    real = _read, _write
    _read, _write = _read_end, _drop
    _rest, _n_used = requests, 0
    try:
        yield
    finally:
        _read, _write = real
        _rest, _n_used = b"", 0


def _read_end(fd: int, size: int) -> bytes:
    """Take the place of a read: nothing more comes."""
    return b""


def _drop(fd: int, data: memoryview) -> int:
    """Take the place of a write: all of it is gone."""
    return len(data)


def receive() -> framing.Frame | None:
    """Return the next request, or None when the supervisor has closed the pipe."""
    header = _read_exactly(framing.HEADER_BYTES)
    if header is None:
        return None
    kind, sequence, length = framing.unpack_header(header, _MAX_REQUEST_BYTES)
    payload = _read_exactly(length)
    return None if payload is None else framing.Frame(kind, sequence, payload)


def send(kind: int, sequence: int, *parts: bytes) -> None:
    """Write a frame, with one system call if it is not large; a large part is not copied."""
    length = sum(map(len, parts))
    frame = (framing.pack_header(kind, sequence, length), *parts)
    for part in frame if length > _LARGE_BYTES else (b"".join(frame),):
        data = memoryview(part)
        while data:
            data = data[_write(RESULT_FD, data) :]


def ring() -> None:
    """Wake the supervisor, who looks at other answers now and then only."""
    with suppress(OSError):
        _write(BELL_FD, _RING)


def shut() -> None:
    """Close the answers, which says that none will follow."""
    with suppress(OSError):
        # The student may have closed them.
        _close(RESULT_FD)


def _read_exactly(count: int) -> bytes | None:
    """Return the next bytes of the requests, None when the pipe ends before they came."""
    global _rest, _n_used
    end = _n_used + count
    if end <= len(_rest):
        data = _rest[_n_used:end]
        _n_used = end
        return data
    parts = bytearray(_rest[_n_used:])
    _rest, _n_used = b"", 0
    while True:
        data = _read(REQUEST_FD, max(_CHUNK, min(count - len(parts), 1 << 20)))
        if not data:
            return None
        if parts or len(data) < count:
            parts += data
            if len(parts) < count:
                continue
            # Mostly all that was sent is read at once, and stays where it was read to.
            data = bytes(parts)
        if len(data) > count:
            _rest, _n_used = data, count
        return data[:count]
