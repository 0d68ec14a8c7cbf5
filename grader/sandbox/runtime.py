"""Builds the jail's root: a Python with NumPy and nothing else, readable by an unprivileged user.

The project's interpreter may live below a 0700 home, so it is copied, once per version of
interpreter, NumPy and C library: binary, standard library, NumPy, the shared libraries they need
and the loader, with compiled files whose paths are those inside the jail. The tree *is* the jail's
root file system, mounted read-only; it holds no path, name or file of the host beyond these. Our
own code for the jail lies beside it in a second, tiny tree, because it changes more often.

Trees of versions past are removed when nobody has started a jail from them for a day. Whoever runs
a jail holds a shared lock on its trees' folders, whoever removes one an exclusive one.
"""

import compileall
import fcntl
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.sandbox.config import runtime_dir
from grader.sandbox.errors import SandboxBroken

# The path is part of the x86-64 ABI; every dynamic program names it.
LOADER = Path("/lib64/ld-linux-x86-64.so.2")
_CHILD = Path(__file__).parent / "child"
# Part of the tree's key: raise it when the recipe below changes.
_RECIPE = 3
_UNUSED_S = 24 * 3600.0
# No fork, socket, terminal or database is to be had in there; tests and headers help nobody; and an
# extension module that the zygote does not load could not be loaded later, so it is left out too.
_LEFT_OUT = shutil.ignore_patterns(
    *("__pycache__", "test", "tests", "idlelib", "lib2to3", "tkinter", "turtledemo", "turtle.py"),
    *("ensurepip", "site-packages", "dist-packages", "venv", "pydoc_data", "distutils"),
    *("config-*", "_sysconfigdata_*", "sqlite3", "curses", "dbm", "_pyinstaller", "f2py"),
    *("include", "*.a", "*.pyi", "*.exe", "conftest.py", "_ssl.*", "_sqlite3.*", "_tkinter.*"),
    *("_curses*.so", "_hashlib.*", "_crypt.*", "_dbm.*", "_gdbm.*", "nis.*", "ossaudiodev.*"),
    *(
        "readline.*",
        "spwd.*",
        "syslog.*",
        "_uuid.*",
        "*_test.*so",
        "_test*.so",
        "xx*.so",
        "_xx*.so",
    ),
    *(
        "_posixshmem.*",
        "_lsprof.*",
        "termios.*",
        "grp.*",
        "_asyncio.*",
        "_codecs_*.so",
        "audioop.*",
    ),
    *("_multibytecodec.*", "_elementtree.*", "pyexpat.*", "_multiprocessing.*", "_zoneinfo.*"),
    *("_multiarray_tests.*", "_umath_tests.*", "_rational_tests.*", "_operand_flag_tests.*"),
    *("_struct_ufunc_tests.*", "_simd.*", "lapack_lite.*"),
)


@dataclass(frozen=True)
class Runtime:
    """The two read-only trees that a jail is made of."""

    root: Path
    harness: Path


def ensure_runtime() -> Runtime:
    """Return the trees for this interpreter and this code, built on first use.

    Raises SandboxBroken when they cannot be built.
    """
    folder = runtime_dir()
    try:
        return Runtime(
            _ensure(folder / f"python-{_python_key()}", _build_root),
            _ensure(folder / f"harness-{_harness_key()}", _build_harness),
        )
    except (OSError, subprocess.SubprocessError, py_compile.PyCompileError) as error:
        raise SandboxBroken(
            f"The jail's Python could not be built in {folder}: {error}.",
            "make about 150 MB of room there and let the worker's user write it.",
        ) from error


def hold_runtime() -> tuple[Runtime, list[int]]:
    """Return the trees and two descriptors that keep them from being removed while they are open.

    Raises SandboxBroken when they cannot be built.
    """
    while True:
        runtime = ensure_runtime()
        holds = [_hold(tree) for tree in (runtime.root, runtime.harness)]
        if None not in holds:
            _remove_unused(runtime.root.parent)
            return runtime, [hold for hold in holds if hold is not None]
        # One was removed between looking and locking: it is built again.
        for hold in holds:
            if hold is not None:
                os.close(hold)


def _hold(tree: Path) -> int | None:
    """Lock a tree's folder and note that it is used; return None if it is not there any more."""
    try:
        handle = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    fcntl.flock(handle, fcntl.LOCK_SH)
    if not _is_still(tree, handle):
        os.close(handle)
        return None
    # Nothing in there ever changes, so the folder's time is free to say when it was last used. One
    # that root built for us we may not touch, nor remove.
    with suppress(PermissionError):
        os.utime(handle)
    return handle


def _is_still(tree: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(tree.stat(), os.fstat(handle))
    return False


def _remove_unused(folder: Path) -> None:
    """Remove the trees from which no jail was started for a day and none runs now."""
    oldest = time.time() - _UNUSED_S
    for tree in (*folder.glob("python-*"), *folder.glob("harness-*")):
        # In use, removed by another process just now, or not ours to remove.
        with suppress(OSError):
            if tree.stat().st_mtime < oldest:
                _remove(tree, oldest)


def _remove(tree: Path, oldest: float) -> None:
    handle = os.open(tree, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Somebody may have used it, or removed it, before we had the lock.
        if _is_still(tree, handle) and os.fstat(handle).st_mtime < oldest:
            # From here on it has no name to be found by; the next build clears up behind a killed
            # one.
            rest = tree.rename(tree.parent / f".building-{os.getpid()}-{tree.name}")
            shutil.rmtree(rest, ignore_errors=True)
    finally:
        os.close(handle)


def _python_key() -> str:
    parts = [str(_RECIPE), sys.version, np.__version__]
    for path in (_interpreter(), LOADER, Path(str(np.__file__))):
        status = path.stat()
        parts.append(f"{status.st_size} {status.st_mtime_ns}")
    return _digest("\n".join(parts).encode())


def _harness_key() -> str:
    return _digest(b"\n".join(path.read_bytes() for path in sorted(_CHILD.glob("*.py"))))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _interpreter() -> Path:
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def _ensure(tree: Path, build: Callable[[Path], None]) -> Path:
    """Build the tree unless it is there; only a complete one ever has its final name."""
    if tree.is_dir():
        return tree
    with _lock(tree.parent):
        if tree.is_dir():
            return tree
        # We hold the lock, so a draft that lies about is of somebody who was killed.
        for rest in tree.parent.glob(".building-*"):
            shutil.rmtree(rest, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=".building-", dir=tree.parent))
        try:
            build(draft)
            _fix_modes(draft)
            draft.rename(tree)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return tree


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build_harness(draft: Path) -> None:
    shutil.copytree(_CHILD, draft / "child", ignore=_LEFT_OUT)
    _compile(draft, "/harness")


def _build_root(draft: Path) -> None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for name in ("python/bin", "python/lib", "lib", "lib64", "harness", "packages"):
        (draft / name).mkdir(parents=True)
    # Not directly below the root: Python does not look there for its own prefix.
    stdlib = Path(sysconfig.get_path("stdlib"))
    shutil.copy2(_interpreter(), draft / "python" / "bin" / "python3")
    shutil.copytree(stdlib, draft / "python" / "lib" / version, ignore=_LEFT_OUT)
    # The original lists paths of this host; numpy.testing needs the module, not what is in it.
    for listing in stdlib.glob("_sysconfigdata_*.py"):
        (draft / "python" / "lib" / version / listing.name).write_text("build_time_vars = {}\n")
    numpy_dir = Path(str(np.__file__)).parent
    shutil.copytree(numpy_dir, draft / "packages" / "numpy", ignore=_LEFT_OUT)
    bundled = numpy_dir.parent / "numpy.libs"
    if bundled.is_dir():
        shutil.copytree(bundled, draft / "packages" / "numpy.libs")
    shutil.copy2(LOADER, draft / "lib64" / LOADER.name)
    for name, source in sorted(_libraries_outside(draft).items()):
        shutil.copy2(source, draft / "lib" / name)
    _compile(draft, "/")


def _libraries_outside(draft: Path) -> dict[str, Path]:
    """Return name and host path of each shared library that the tree needs and does not hold."""
    programs = [draft / "python" / "bin" / "python3", *sorted(draft.rglob("*.so*"))]
    listing = subprocess.run(
        ["ldd", *map(str, programs)], capture_output=True, text=True, check=False, timeout=60
    ).stdout
    found = {}
    for line in listing.splitlines():
        name, arrow, rest = line.strip().partition(" => ")
        path = rest.rpartition(" (")[0] or rest
        if not arrow or not path.startswith("/"):
            if "not found" in rest:
                raise OSError(f"shared library {name} is not found on this machine")
            continue
        if not Path(path).resolve().is_relative_to(draft.resolve()):
            found[name] = Path(path).resolve()
    return found


def _compile(draft: Path, shown_as: str) -> None:
    """Compile every module; unchecked, because the tree never changes and has no writer."""
    compileall.compile_dir(
        draft,
        quiet=2,
        stripdir=str(draft),
        prependdir=shown_as,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _fix_modes(draft: Path) -> None:
    for folder, _, names in os.walk(draft):
        Path(folder).chmod(0o755)
        for name in names:
            path = Path(folder, name)
            is_program = path.parent.name in ("bin", "lib64")
            path.chmod(0o755 if is_program else 0o644)
