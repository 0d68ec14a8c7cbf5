"""The few programs that pip cannot bring: found, installed with apt when root, else named.

Standard library only, and readable by every Python 3.
"""

import contextlib
import glob
import os
import shutil
import subprocess

from progress import SetupError, last_lines, run_step, say

# Debian's packages ask this file whether a freshly installed server may start.
_POLICY_FILE = "/usr/sbin/policy-rc.d"


def _has_postgresql():
    return bool(glob.glob("/usr/lib/postgresql/*/bin/initdb"))


# Debian package -> (is it there?, what it is for)
PACKAGES = {
    "bubblewrap": (lambda: shutil.which("bwrap"), "the jail in which students' code runs"),
    "chromium": (lambda: shutil.which("chromium"), "the browser tests"),
    "postgresql": (_has_postgresql, "the tests of the production shape"),
    "redis-server": (lambda: shutil.which("redis-server"), "the tests of the production shape"),
}


def is_present(package):
    """Return whether the package's program can be run here."""
    return bool(PACKAGES[package][0]())


def apt_line(packages):
    """Return the command a person types to install packages."""
    prefix = "" if _is_root() else "sudo "
    return (
        f"{prefix}apt-get update && "
        f"{prefix}apt-get install -y --no-install-recommends {' '.join(packages)}"
    )


def ensure(packages, log_path):
    """Make sure of packages; raise SetupError naming what is missing and how to get it."""
    missing = [name for name in packages if not is_present(name)]
    if not missing:
        return
    wanted = ", ".join(f"{name} ({PACKAGES[name][1]})" for name in missing)
    install(missing, log_path, wanted)
    absent = [name for name in missing if not is_present(name)]
    if absent:
        raise SetupError(
            f"installed {', '.join(absent)}, but cannot find the program on PATH",
            f"look at {log_path}",
        )


def install(packages, log_path, wanted):
    """Install Debian packages with apt when root; raise SetupError with the exact line when not."""
    if not shutil.which("apt-get"):
        raise SetupError(
            f"missing: {wanted}; this system has no apt-get to install it with",
            "install it with your system's package manager and run the command again",
        )
    if not _is_root():
        raise SetupError(f"missing: {wanted}", apt_line(packages))
    say(f"Missing: {wanted}")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"]
    try:
        run_step("apt-get update", ["apt-get", "update", *options], log_path, environment)
        with _no_server_starts():
            run_step(
                "apt-get install " + " ".join(packages),
                ["apt-get", "install", "--no-install-recommends", *options, *packages],
                log_path,
                environment,
            )
    except subprocess.CalledProcessError as error:
        raise SetupError(
            f"apt-get could not install {', '.join(packages)}:\n{last_lines(error.output)}",
            "repair apt or the network, then: " + apt_line(packages),
        ) from None


@contextlib.contextmanager
def _no_server_starts():
    """Keep PostgreSQL and Redis from starting on the machine's default ports while installing."""
    if os.path.exists(_POLICY_FILE) or not os.path.isdir(os.path.dirname(_POLICY_FILE)):
        yield
        return
    with open(_POLICY_FILE, "w", encoding="ascii") as policy:
        policy.write("#!/bin/sh\nexit 101\n")
    os.chmod(_POLICY_FILE, 0o755)
    try:
        yield
    finally:
        os.remove(_POLICY_FILE)


def _is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0
