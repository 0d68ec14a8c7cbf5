"""The directory of a local run: one run at a time, generated secrets, logs of bounded size."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from examcenter.local.errors import LocalError

_SECRET_NAMES = ("EXAMCENTER_SECRET_KEY", "EXAMCENTER_VARIANT_SECRET")
_PRIVATE_FOLDERS = ("log", "redis")
_LOG_LIMIT_BYTES = 10_000_000


def prepare_directory(var_dir: Path) -> None:
    """Make the directory; what students write there is for its owner only.

    Others may pass through the directory itself, because the jail's user must reach the jail's
    Python in it.
    """
    try:
        var_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        for name in _PRIVATE_FOLDERS:
            (var_dir / name).mkdir(mode=0o700, exist_ok=True)
            (var_dir / name).chmod(0o700)
        # An empty file is an empty database to SQLite, and its companions take over the mode.
        (var_dir / "db.sqlite3").touch(mode=0o600)
        # Django looks there for collected files even where none are collected.
        (var_dir / "staticfiles").mkdir(exist_ok=True)
    except OSError as error:
        raise LocalError(
            f"cannot write to {var_dir}: {error.strerror}",
            fix=f"make it writable for this user (it may belong to root after an earlier run: "
            f"sudo chown -R $(id -un) '{var_dir}'), or name another one in EXAMCENTER_VAR_DIR",
        ) from error
    for log in (var_dir / "log").glob("*.log"):
        if log.stat().st_size > _LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))


@contextlib.contextmanager
def only_run(var_dir: Path, *, address: str) -> Iterator[bool]:
    """Hold the directory for one run; yield whether the run before ended without tidying up.

    The lock is the kernel's and goes with the process that holds it, so there are no stale ones;
    the text in the file only tells the second comer who is first.
    """
    path = var_dir / "run.lock"
    with path.open("a+") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise LocalError(
                f"the Exam Center is already running: {stream.read().strip() or 'starting up'}",
                fix="use that one, or stop it first (Ctrl-C where it runs, or `kill` its process)",
            ) from None
        stream.seek(0)
        was_cut_short = bool(stream.read().strip())
        stream.truncate(0)
        stream.write(f"{address} (process {os.getpid()})\n")
        stream.flush()
        yield was_cut_short
        stream.truncate(0)


def load_secrets(var_dir: Path) -> dict[str, str]:
    """Return the run's secrets; they are made once and stay, so sessions survive a restart.

    Raises
    ------
    LocalError
        If the file is damaged: making new ones silently would change the variants to come.
    """
    path = var_dir / "secrets.json"
    if not path.exists():
        made = {name: secrets.token_urlsafe(48) for name in _SECRET_NAMES}
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            json.dump(made, stream)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    try:
        found = json.loads(path.read_text(encoding="ascii"))
        return {name: str(found[name]) for name in _SECRET_NAMES}
    except (ValueError, KeyError, TypeError) as error:
        raise LocalError(
            f"{path} is damaged: expected a JSON object with {' and '.join(_SECRET_NAMES)}",
            fix=f"delete it; a new one is made, and signed-in users have to sign in again: {error}",
        ) from error
