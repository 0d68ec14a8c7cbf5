"""Prepares a fresh machine (.venv, locked packages, system packages), then starts the work.

    python3 scripts/bootstrap.py run|test|lint [-- COMMAND ARGUMENT ...]

Standard library only, and readable by every Python 3. What is already there is left alone, so a
second call takes a fraction of a second. COMMAND is run by the project's own Python.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys

from progress import SetupError, last_lines, run_step, say
from system_packages import apt_line, ensure, install

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
LOG = os.path.join(ROOT, "var", "log", "bootstrap.log")
NEEDED = "3.11"
# purpose -> (requirement files, system packages it cannot do without, packages it does better with)
PURPOSES = {
    "run": (["runtime", "embedded"], [], ["bubblewrap"]),
    "lint": (["runtime", "embedded", "dev"], [], []),
    "bench": (["runtime", "embedded", "dev"], ["bubblewrap"], []),
    "test": (
        ["runtime", "embedded", "dev"],
        ["bubblewrap", "chromium", "postgresql", "redis-server"],
        [],
    ),
}
# What pip says -> what it means for the reader.
PIP_CAUSES = [
    ("DO NOT MATCH THE HASHES", "a downloaded package is not the one that was locked; try again, "
     "and if it stays so do not go on: the mirror serves another file"),
    ("No space left on device", "free some disk space and run the command again"),
    ("No matching distribution", "the package index that pip is set to has no such file for this "
     "machine; look at `pip config list`"),
    ("onnection|resolution|timed out|SSLError", "make sure this machine reaches its package index "
     "(`pip config list` shows which), then run the command again: what is there is kept"),
]  # fmt: skip


def main(arguments):
    """Prepare, then replace this process by the command."""
    if not arguments or arguments[0] not in PURPOSES:
        sys.stderr.write(f"usage: bootstrap.py {'|'.join(sorted(PURPOSES))} [-- COMMAND ...]\n")
        return 2
    purpose = arguments[0]
    command = arguments[2:] if arguments[1:2] == ["--"] else []
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    try:
        with _only_one():
            prepare(purpose)
    except SetupError as error:
        sys.stdout.flush()
        sys.stderr.write(f"\nCannot prepare the Exam Center: {error}\nFix: {error.fix}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; what is installed so far is kept.\n")
        return 130
    if command:
        os.chdir(ROOT)
        sys.stdout.flush()
        os.execv(VENV_PYTHON, [VENV_PYTHON, *command])
    return 0


def prepare(purpose):
    """Make everything that the purpose needs exist."""
    groups, required, wanted = PURPOSES[purpose]
    if not sys.platform.startswith("linux"):
        say(f"This system is {sys.platform}; code grading needs Linux (bubblewrap).")
    make_environment()
    install_requirements(groups)
    ensure(required, LOG)
    for package in wanted:
        try:
            ensure([package], LOG)
        except SetupError as error:
            say(str(error))
            say(f"  Fix: {error.fix}")
            say("  Going on without: everything works but code grading, which waits for it.")


def make_environment():
    """Make .venv with Python 3.11, unless a working one is there."""
    if _version_of(VENV_PYTHON) == NEEDED and _runs([VENV_PYTHON, "-m", "pip", "--version"]):
        return
    python = find_python()
    if not _runs([python, "-c", "import ensurepip, venv"]):
        _install_venv_package(python)
    title = f"Making .venv with Python {NEEDED} ({python})"
    try:
        run_step(title, [python, "-m", "venv", "--clear", VENV], LOG)
    except subprocess.CalledProcessError as error:
        raise SetupError(
            f"python -m venv failed:\n{last_lines(error.output)}",
            f"repair {python}, or put another Python {NEEDED} on PATH",
        ) from None


def find_python():
    """Return a Python 3.11 interpreter; raise SetupError saying how to get one."""
    home = os.path.expanduser("~")
    pyenv = os.path.join(os.environ.get("PYENV_ROOT", os.path.join(home, ".pyenv")), "versions")
    versions = sorted(os.listdir(pyenv), reverse=True) if os.path.isdir(pyenv) else []
    candidates = [sys.executable, "python3.11", "python3", "python"]
    candidates += ["/usr/bin/python3.11", "/usr/local/bin/python3.11"]
    candidates += [os.path.join(pyenv, version, "bin", "python") for version in versions]
    for candidate in candidates:
        if candidate and _version_of(candidate) == NEEDED:
            return candidate
    found = ".".join(str(number) for number in sys.version_info[:2])
    raise SetupError(
        f"found Python {found} only, the locked packages are for Python {NEEDED}",
        f"on Debian 12: {apt_line(['python3.11', 'python3.11-venv'])}; "
        f"elsewhere: pyenv install {NEEDED} (any directory on PATH will do)",
    )


def install_requirements(groups):
    """Install the locked packages whose lock file changed since the last time."""
    stamp = _read_stamp()
    digests = {group: _digest(group) for group in groups}
    if all(stamp.get(group) == digest for group, digest in digests.items()):
        return
    # Groups installed earlier come along, so that one changed lock cannot tear them apart.
    for group in stamp:
        if os.path.exists(_requirements(group)):
            digests[group] = _digest(group)
    command = [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
    for group in sorted(digests):
        command += ["-r", _requirements(group)]
    title = f"Installing locked packages ({', '.join(sorted(digests))})"
    try:
        run_step(title, command, LOG)
    except subprocess.CalledProcessError as error:
        found = [fix for pattern, fix in PIP_CAUSES if re.search(pattern, error.output)]
        raise SetupError(
            f"pip could not install the locked packages:\n{last_lines(error.output)}",
            found[0] if found else f"the whole output is in {LOG}",
        ) from None
    with open(STAMP, "w", encoding="ascii") as stream:
        json.dump(digests, stream)


def _install_venv_package(python):
    """Debian ships venv without its pip installer in a package of its own."""
    wanted = f"python3.11-venv ({python} cannot make virtual environments)"
    install(["python3.11-venv"], LOG, wanted)
    if not _runs([python, "-c", "import ensurepip, venv"]):
        raise SetupError(
            f"{python} has no ensurepip module",
            f"put a complete Python {NEEDED} before it on PATH",
        )


def _version_of(python):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        found = subprocess.run(
            [python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.decode("ascii", "replace").strip() if found.returncode == 0 else ""


def _runs(command):
    silent = subprocess.DEVNULL
    try:
        return subprocess.call(command, stdin=silent, stdout=silent, stderr=silent) == 0
    except OSError:
        return False


def _requirements(group):
    return os.path.join(ROOT, "requirements", group + ".txt")


def _digest(group):
    with open(_requirements(group), "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def _read_stamp():
    try:
        with open(STAMP, encoding="ascii") as stream:
            return dict(json.load(stream))
    except (OSError, ValueError):
        return {}


@contextlib.contextmanager
def _only_one():
    """Two set-ups at once would tear one environment apart: the second waits."""
    try:
        import fcntl
    except ImportError:  # not a Unix
        yield
        return
    with open(os.path.join(os.path.dirname(LOG), "bootstrap.lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is running in this directory; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
