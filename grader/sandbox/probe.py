"""Asks whether foreign code may be run on this machine: by running some, and attacking ourselves.

A sandbox that works halfway is worse than none, so readiness is never concluded from versions or
settings: a real run must give the right answer, and each self-test attack must be refused. The
settings are only read to name the cause when that fails. All of it goes the way that submissions
go, through one jail that serves several runs unless the jail is switched to cold, and that jail
ends with the probe.
"""

import platform
import threading
import time
from pathlib import Path

import numpy as np

from grader.sandbox import keep
from grader.sandbox.config import runtime_dir
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.jail import find_bubblewrap
from grader.sandbox.model import (
    Call,
    Limits,
    Outcome,
    ReturnKind,
    RunResult,
    SandboxProblem,
    SandboxStatus,
)
from grader.sandbox.running import run
from grader.sandbox.runtime import ensure_runtime

# A machine seldom changes under a running worker; a mended one should be noticed soon.
_READY_FOR_S = 300.0
_UNREADY_FOR_S = 10.0
_LIMITS = Limits(cpu_s=5, wall_s=15)
_SYSTEM = Path("/proc/sys")
_CONTAINER_MARKS = (Path("/.dockerenv"), Path("/run/.containerenv"))

# Each attack returns True when it got through; a refusal is an exception.
_ATTACKS = """
import ctypes, json, mmap, os, resource, signal, socket, threading

marked_before = hasattr(json, "mark")
json.mark = True
libc = ctypes.CDLL(None, use_errno=True)

def made(result):
    return result >= 0

def network():
    socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect(("127.0.0.1", 6379))
    return True

def unix_socket():
    return bool(socket.socket(socket.AF_UNIX))

def passwd_file():
    return bool(open("/etc/passwd").read())

def process_list():
    return bool(os.listdir("/proc"))

def fork():
    if os.fork() == 0:
        os._exit(0)
    return True

def thread():
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        return False
    return True

def environment():
    allowed = {"LD_LIBRARY_PATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS",
               "LC_ALL", "PWD"}
    return bool(set(os.environ) - allowed)

def descriptors():
    for fd in range(6, 256):
        try:
            os.fstat(fd)
            return True
        except OSError:
            pass
    return False

def write_file():
    for folder in ("/", "/tmp", "/harness", "/packages", "/dev/shm"):
        try:
            os.close(os.open(folder + "/mark", os.O_CREAT | os.O_WRONLY))
            return True
        except OSError:
            pass
    return False

def memory_file():
    return made(libc.syscall(319, b"mark", 0))

def shared_memory():
    return made(libc.syscall(29, 7, 4096, 0o1600))

def new_code():
    return bool(mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC))

def higher_limit():
    try:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
    except ValueError:
        return False
    return True

def signals():
    reached = False
    for pid in (1, os.getppid(), -1):
        try:
            os.kill(pid, signal.SIGKILL)
            reached = True
        except OSError:
            pass
    return reached

def program():
    os.execv("/python/bin/python3", ["python3", "-c", "pass"])
    return True

def trace_of_another_run():
    return marked_before

def attack(name):
    try:
        return bool(globals()[name]())
    except (OSError, PermissionError):
        return False

def ptrace():
    libc.ptrace(16, 1, 0, 0)

def namespace():
    libc.unshare(0x10000000)
"""
_NAMES = (
    *("network", "unix_socket", "passwd_file", "process_list", "fork", "thread", "environment"),
    *("descriptors", "write_file", "memory_file", "shared_memory", "new_code", "higher_limit"),
    *("signals", "program", "trace_of_another_run"),
)
# No innocent program does these: they must end the process.
_FATAL_NAMES = ("ptrace", "namespace")
_GIVEN = np.arange(4.0).reshape(2, 2)
_CONTROL = "import numpy as np\ndef double(x):\n    return x @ np.eye(2) * 2\n"

_lock = threading.Lock()
_cached: tuple[float, SandboxStatus] | None = None


def check_sandbox(*, fresh: bool = False) -> SandboxStatus:
    """Return whether foreign code may be run here, from a self-test at most five minutes old."""
    global _cached
    with _lock:
        now = time.monotonic()
        if not fresh and _cached is not None and now < _cached[0]:
            return _cached[1]
        status = _probe()
        lasts_s = _READY_FOR_S if status.is_ready else _UNREADY_FOR_S
        _cached = (time.monotonic() + lasts_s, status)
        return status


def _probe() -> SandboxStatus:
    problems = _missing_parts()
    if problems:
        return SandboxStatus(False, "", tuple(problems))
    keep.ask_again()
    with keep.set_aside():
        control = _run_control()
        problems = _failed_control(control) or _successful_attacks()
    return SandboxStatus(not problems, "" if problems else control.tier, tuple(problems))


def _missing_parts() -> list[SandboxProblem]:
    problems = []
    machine = (platform.system(), platform.machine())
    if machine != ("Linux", "x86_64"):
        problems.append(
            SandboxProblem(
                f"This is {machine[0]} on {machine[1]}; the jail's system call filter is written "
                "for Linux on x86_64.",
                "run the grading worker on an x86_64 Linux machine.",
            )
        )
        return problems
    for part in (find_bubblewrap, ensure_runtime):
        try:
            part()
        except SandboxBroken as broken:
            problems.append(SandboxProblem(broken.what, broken.fix))
    return problems


def _run_control() -> RunResult:
    return run(_CONTROL, "double", [Call((_GIVEN,))], _LIMITS)


def _failed_control(result: RunResult) -> list[SandboxProblem]:
    """Return nothing when a right program gave its answer, else what kept it from that."""
    got = result.calls[0].array
    if got is not None and np.array_equal(got, 2 * _GIVEN):
        return []
    causes = _forbidden_namespaces() if result.outcome is Outcome.BROKEN else []
    return causes or [
        SandboxProblem(
            f"A right program ended as {result.outcome.value}: {result.detail}",
            f"when files are missing, rm -r {runtime_dir()} (it is built anew); else read what the "
            "jail said.",
        )
    ]


def _forbidden_namespaces() -> list[SandboxProblem]:
    problems = []
    for name, bad, good in (
        ("kernel/unprivileged_userns_clone", "0", "1"),
        ("user/max_user_namespaces", "0", "15000"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ):
        if _read_setting(name) == bad:
            setting = name.replace("/", ".")
            problems.append(
                SandboxProblem(
                    f"The kernel forbids user namespaces: {setting} is {bad}.",
                    f"sysctl -w {setting}={good} (to keep it: a line '{setting}={good}' in "
                    "/etc/sysctl.d/60-examcenter.conf)"
                    + (
                        ", or an AppArmor profile for /usr/bin/bwrap that allows userns."
                        if "apparmor" in name
                        else "."
                    ),
                )
            )
    if not problems and any(mark.exists() for mark in _CONTAINER_MARKS):
        problems.append(
            SandboxProblem(
                "The container's own filter forbids making namespaces.",
                "give the worker's container a seccomp profile that allows clone, unshare, setns, "
                "mount, umount2, pivot_root and sethostname (security_opt: seccomp=<profile>) and, "
                "where AppArmor is on, security_opt: apparmor=unconfined.",
            )
        )
    return problems


def _read_setting(name: str) -> str:
    try:
        return (_SYSTEM / name).read_text().strip()
    except OSError:
        return ""


def _successful_attacks() -> list[SandboxProblem]:
    """Attack ourselves, twice in the same jail, and then see whether it still serves."""
    calls = [Call((name,)) for name in _NAMES]
    problems = []
    for _ in range(2):
        result = run(_ATTACKS, "attack", calls, _LIMITS)
        problems += [
            _breach(name, _describe(result, number))
            for number, name in enumerate(_NAMES)
            if not _was_refused(result, number)
        ]
    for name in _FATAL_NAMES:
        killed = run(_ATTACKS, name, [Call()], _LIMITS)
        if killed.outcome is not Outcome.POLICY:
            problems.append(_breach(name, killed.outcome.value))
    return list(dict.fromkeys(problems)) or _failed_control(_run_control())


def _was_refused(result: RunResult, number: int) -> bool:
    call = result.calls[number]
    return call.kind is ReturnKind.SCALAR and call.array is not None and not bool(call.array)


def _describe(result: RunResult, number: int) -> str:
    call = result.calls[number]
    return "it got through" if call.kind is ReturnKind.SCALAR else f"{result.outcome.value}"


def _breach(name: str, how: str) -> SandboxProblem:
    return SandboxProblem(
        f"The self-test attack '{name}' was not refused: {how}.",
        "do not grade on this machine; report the output of `python -m grader.sandbox "
        "--self-test` with kernel and bubblewrap versions.",
    )
