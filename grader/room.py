"""The room in which one machine grades: many side by side, or one alone.

Two locked files: whoever wants to be alone holds the door while the others leave, so that nobody
new enters and the waiting ends. The kernel takes the locks back from a process that dies. To be
alone makes a verdict fairer, not safer: where the files cannot be had, or the waiting takes too
long, grading goes on without.

The machine is whoever sees the same files: GRADER_ROOM_DIR is one folder for all workers that share
processors, in containers too, and never one for several machines.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

# The longest run of the shipped problems, so one that began before has usually ended.
WAIT_S = 20.0
_LOOK_S = 0.01


@contextmanager
def beside_others() -> Iterator[None]:
    """Run with others beside, once nobody wants to be alone."""
    deadline = time.monotonic() + WAIT_S
    door = _lock("door", fcntl.LOCK_EX, deadline)
    place = _lock("room", fcntl.LOCK_SH, deadline)
    _unlock(door)
    try:
        yield
    finally:
        _unlock(place)


@contextmanager
def alone() -> Iterator[bool]:
    """Run with nobody beside on this machine; yields whether that could be had."""
    deadline = time.monotonic() + WAIT_S
    door = _lock("door", fcntl.LOCK_EX, deadline)
    room = _lock("room", fcntl.LOCK_EX, deadline)
    try:
        yield room is not None
    finally:
        _unlock(room)
        _unlock(door)


def _lock(name: str, kind: int, deadline: float) -> int | None:
    """Return the descriptor that holds the lock, or None when it cannot be had in time."""
    folder = Path(settings.GRADER_ROOM_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        logger.warning("Unable to lock the grading room: %s", type(error).__name__)
        return None
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(descriptor)
                return None
            time.sleep(_LOOK_S)
        except BaseException:
            os.close(descriptor)
            raise
        else:
            return descriptor


def _unlock(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)
