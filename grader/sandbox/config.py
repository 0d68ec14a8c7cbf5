"""Where the jail's files live and as which host user it runs: environment, defaults, overrides."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from grader.sandbox.errors import SandboxBroken

_PROJECT = Path(__file__).resolve().parents[2]
# Without an entry in any passwd and outside every range that systemd's UIDS-GIDS.md assigns, so
# that no other program of the host runs under it.
_DEFAULT_UID = 60999
# Used by root when the jail's user cannot reach the project (a checkout below a 0700 home).
_SYSTEM_DIR = Path("/var/lib/examcenter/sandbox-runtime")


@dataclass(frozen=True)
class Config:
    """What an operator may choose; no folder means: choose a place that works.

    Not warm means: a fresh jail for every run, slower by the start of Python and NumPy.
    """

    runtime_dir: Path | None = None
    uid: int = _DEFAULT_UID
    is_warm: bool = True
    has_spare: bool = True


def _from_environment() -> Config:
    folder = os.environ.get("EXAMCENTER_GRADER_RUNTIME_DIR")
    uid = os.environ.get("EXAMCENTER_SANDBOX_UID") or str(_DEFAULT_UID)
    return Config(
        Path(folder) if folder else None,
        _checked_uid(uid),
        is_warm=_switch("EXAMCENTER_GRADER_WARM"),
        has_spare=_switch("EXAMCENTER_GRADER_SPARE"),
    )


def _switch(name: str) -> bool:
    """Return whether a switch is on, as it is by default; raises ValueError for other words."""
    text = os.environ.get(name) or "1"
    if text not in ("0", "1"):
        raise ValueError(f"{name}: found {text!r}, expected 0 or 1")
    return text == "1"


def _checked_uid(text: str) -> int:
    """Return the uid; raises ValueError for root, as whom nothing of a student's may run."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536 << 16:
        raise ValueError(
            f"EXAMCENTER_SANDBOX_UID: found {text!r}, expected the number of a user that is not "
            "root and that nothing else runs under"
        )
    return int(text)


_config = _from_environment()


def configure(
    *,
    runtime_dir: Path | None = None,
    uid: int | None = None,
    is_warm: bool | None = None,
    has_spare: bool | None = None,
) -> None:
    """Override the environment's choice for this process; None leaves a value as it is."""
    global _config
    _config = replace(
        _config,
        runtime_dir=_config.runtime_dir if runtime_dir is None else runtime_dir,
        uid=_config.uid if uid is None else _checked_uid(str(uid)),
        is_warm=_config.is_warm if is_warm is None else is_warm,
        has_spare=_config.has_spare if has_spare is None else has_spare,
    )


def current() -> Config:
    """Return what holds now."""
    return _config


def jail_uid() -> int:
    """Return the host user of the jail: a service user for root, else the user we are."""
    return _config.uid if os.geteuid() == 0 else os.geteuid()


def runtime_dir() -> Path:
    """Return the folder for the jail's files, made if need be, that the jail's user can reach.

    Raises SandboxBroken when it cannot be made, reached, or trusted.
    """
    if _config.runtime_dir is not None:
        return _prepared(_config.runtime_dir.absolute())
    default = _PROJECT / "var" / "sandbox-runtime"
    if os.geteuid() == 0:
        blocked = _first_untraversable(default)
        return _prepared(_SYSTEM_DIR if blocked else default)
    if _may_make(default):
        return _prepared(default)
    return _prepared(Path.home() / ".cache" / "examcenter" / "sandbox-runtime")


def _prepared(folder: Path) -> Path:
    try:
        _make(folder)
    except OSError as error:
        raise SandboxBroken(
            f"The runtime folder {folder} cannot be made: {error.strerror}.",
            "make it, owned by the user of the worker, or point "
            "EXAMCENTER_GRADER_RUNTIME_DIR at a folder that this user may write.",
        ) from error
    blocked = _first_untraversable(folder)
    if blocked is not None:
        raise SandboxBroken(
            f"The runtime folder {folder} cannot be reached by uid {jail_uid()}: "
            f"{blocked} has mode {blocked.stat().st_mode & 0o777:04o}.",
            f"chmod o+x {blocked}, or point EXAMCENTER_GRADER_RUNTIME_DIR elsewhere.",
        )
    for part in (folder, *folder.parents):
        _check_trusted(part)
    return folder


def _make(folder: Path) -> None:
    """Make the folder and its parents passable for the jail's user, whatever our umask is."""
    for part in reversed((folder, *folder.parents)):
        if not part.exists():
            part.mkdir(exist_ok=True)
            part.chmod(0o755 if part == folder else 0o711)


def _check_trusted(folder: Path) -> None:
    """Check that nobody but root and us could exchange what lies in the folder."""
    status = folder.stat()
    is_sticky = bool(status.st_mode & 0o1000)
    if status.st_uid not in (0, os.geteuid()) or (status.st_mode & 0o022 and not is_sticky):
        raise SandboxBroken(
            f"The folder {folder} belongs to uid {status.st_uid} with mode "
            f"{status.st_mode & 0o777:04o}; others could exchange the jail's files.",
            f"chown it to root or to the worker's user and chmod go-w {folder}, or point "
            "EXAMCENTER_GRADER_RUNTIME_DIR at a folder of your own.",
        )


def _first_untraversable(folder: Path) -> Path | None:
    """Return the first existing ancestor that the jail's user cannot pass, or None."""
    for part in reversed((folder, *folder.parents)):
        if not part.exists():
            return None
        if os.geteuid() != 0:
            if not os.access(part, os.X_OK):
                return part
        elif not part.stat().st_mode & 0o001:
            return part
    return None


def _may_make(folder: Path) -> bool:
    existing = next(part for part in (folder, *folder.parents) if part.exists())
    return os.access(existing, os.W_OK | os.X_OK)
