"""The warm jail of this thread, kept from one run to the next, and the spare child waiting in it.

Per thread, because bubblewrap ends with the thread that started it (--die-with-parent), and
because two runs at once then never meet; a Celery process has one thread that grades. Per process,
because a fork must never speak to its parent's jail: it forgets it. Started with the first run,
so after Celery's own fork. Whatever went wrong in a run, the jail does not serve another one.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

from grader.sandbox.config import Config, current
from grader.sandbox.errors import JailRefused, SandboxBroken
from grader.sandbox.jail import Jail
from grader.sandbox.model import Limits
from grader.sandbox.pipes import Ended
from grader.sandbox.session import Session

# A jail is state-free; it is renewed all the same, so that nothing unforeseen can add up and
# memory layouts, which its children share, do not stay for ever.
MAX_RUNS = 500
MAX_AGE_S = 1800.0
# A machine that refuses a warm jail is asked again after this time, and by every self-test.
REFUSAL_LASTS_S = 300.0
logger = logging.getLogger(__name__)


class _Kept:
    """One thread's jail and, between runs, the spare child that waits in it."""

    def __init__(self) -> None:
        self.jail = Jail(is_warm=True)
        self.spare: Session | None = None
        self.n_runs = 0
        self._born, self._pid, self._config = time.monotonic(), os.getpid(), current()

    def is_fit(self) -> bool:
        """Return whether it may serve another run of this process."""
        return (
            self.n_runs < MAX_RUNS
            and time.monotonic() - self._born < MAX_AGE_S
            and self._is_made_with(current())
            and self.jail.is_alive()
        )

    def take(self, limits: Limits) -> Session:
        """Return a child for a run: the spare if its fence fits, else a new one."""
        session, self.spare = self.spare, None
        self.n_runs += 1
        if session is not None:
            if session.adopt(limits):
                return session
            _discard(session)
        return Session(self.jail, limits)

    def order_spare(self, limits: Limits) -> None:
        """Let the zygote fork for the next run as soon as this one's child is buried."""
        if self.spare is not None or not current().has_spare or self.n_runs >= MAX_RUNS:
            return
        with suppress(OSError):
            # A jail that died just now shows when it is looked at next.
            self.spare = Session(self.jail, limits, is_ahead=True)

    def stop(self) -> None:
        """End the jail; in a fork, forget it."""
        if self.spare is not None:
            self.spare.close()
            self.spare = None
        if self._pid == os.getpid():
            self.jail.stop()
        else:
            self.jail.abandon()

    def __del__(self) -> None:
        # A thread that ends drops its jail this way.
        with suppress(Exception):
            self.stop()

    def _is_made_with(self, config: Config) -> bool:
        mine = self._config
        return (mine.uid, mine.runtime_dir) == (config.uid, config.runtime_dir)


class _Thread(threading.local):
    kept: _Kept | None = None


_thread = _Thread()
# Until when only cold jails are started in this process, and what was said that made us.
_refused_until = 0.0
_refusal = ""


def ensure_jail() -> bool:
    """Start a jail for this thread unless it has one that may serve; tell whether it has one now.

    It has none where a warm jail is refused and a cold one is not: the same isolation, slower.
    Raises SandboxBroken where neither starts.
    """
    if _thread.kept is not None and not _thread.kept.is_fit():
        close()
    if _thread.kept is None:
        if time.monotonic() < _refused_until:
            return False
        try:
            _thread.kept = _Kept()
        except JailRefused as refused:
            Jail(is_warm=False).stop()
            _note_refusal(refused.what)
            return False
    return True


def ask_again() -> None:
    """Forget that a warm jail was refused."""
    global _refused_until
    _refused_until = 0.0


def _note_refusal(what: str) -> None:
    global _refused_until, _refusal
    _refused_until = time.monotonic() + REFUSAL_LASTS_S
    if what != _refusal:
        logger.warning("No warm jail can be had here; every run gets a cold one: %s", what)
    _refusal = what


@contextmanager
def lend(limits: Limits) -> Iterator[Session]:
    """Lend a child of this thread's jail for one run, and order the next one meanwhile.

    The jail is kept only if the borrower left without an exception and its child is buried.
    """
    # Whoever is interrupted in here leaves a jail that nobody will find.
    kept, _thread.kept = _thread.kept, None
    if kept is None:
        raise SandboxBroken("There is no jail to lend.", "call ensure_jail before.")
    session: Session | None = None
    try:
        session = kept.take(limits)
        # The order waits in the zygote's socket until this child is buried.
        session.when_waiting = partial(kept.order_spare, limits)
        yield session
        session.close()
        if session.is_over():
            kept.order_spare(limits)
            _thread.kept = kept
    finally:
        if session is not None:
            session.close()
        if _thread.kept is not kept:
            kept.stop()


def close() -> None:
    """End this thread's jail, if it has one."""
    kept, _thread.kept = _thread.kept, None
    if kept is not None:
        kept.stop()


@contextmanager
def set_aside() -> Iterator[None]:
    """Let this thread begin without a jail, and end what it starts in here."""
    mine, _thread.kept = _thread.kept, None
    try:
        yield
    finally:
        close()
        _thread.kept = mine


def _discard(session: Session) -> None:
    """End a child whose fence was made for other limits; raises SandboxBroken."""
    try:
        session.await_ready()
        with suppress(Ended):
            session.end("unused")
        if not session.is_over():
            raise SandboxBroken("A waiting child did not end.", "see the worker's log.")
    finally:
        session.close()


os.register_at_fork(after_in_child=close)
atexit.register(close)
