"""Locks by name: whoever comes second is told at once, and a process that dies holds none.

PostgreSQL keeps them beside its transactions. SQLite lets one writer in at a time and makes the
others wait without a word, so beside it they are bytes of a file that this machine's kernel locks.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection, transaction

# `struct flock`: the kind, from where its place counts, place, length, and a process (none here).
_FLOCK = "hhqqi"


class LockTaken(Exception):
    """Somebody else runs under the same name at this moment."""


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Run a block as one transaction that nobody else runs under the same name.

    Raises
    ------
    LockTaken
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            _lock_in_transaction(name)
            yield
        return
    # Held until the transaction is over: who has it next finds what was written.
    descriptor = _lock_byte(name)
    try:
        with transaction.atomic():
            yield
    finally:
        os.close(descriptor)


def _lock_in_transaction(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 7))", [name])
        if not cursor.fetchone()[0]:
            raise LockTaken


def _lock_byte(name: str) -> int:
    """Return an open file that holds the lock until it is closed.

    Of the kinds of locks that Linux has, this one belongs to the opened file and not to the
    process, so threads are kept apart as well; and it takes single bytes, also far behind the end,
    so one empty file is enough for all names.
    """
    descriptor = os.open(_lock_file(), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) >> 2
    wish = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wish)
    except BaseException as error:
        os.close(descriptor)
        # EACCES or EAGAIN, as the system likes.
        if isinstance(error, PermissionError | BlockingIOError):
            raise LockTaken from None
        raise
    return descriptor


def _lock_file() -> str:
    """Return the file beside the database; one in memory has one in memory."""
    wrapper: Any = connection
    if wrapper.is_in_memory_db():
        return _file_in_memory()
    return f"{connection.settings_dict['NAME']}-keys"


@cache
def _file_in_memory() -> str:
    return f"/proc/self/fd/{os.memfd_create('keys')}"
