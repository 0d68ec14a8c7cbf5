"""The worker's seccomp profile: the jail works under it, and would not without its last group."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.servers import ROOT

pytestmark = pytest.mark.sandbox

PROFILE = ROOT / "deploy" / "seccomp-worker.json"
PROBE = "from grader.sandbox import check_sandbox; print(check_sandbox().is_ready)"
REFUSED = """
import ctypes, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
tries = {
    "ptrace": lambda: libc.ptrace(0, 0, 0, 0),
    "keyctl": lambda: libc.syscall(250, 0, 0, 0, 0, 0),
    "bpf": lambda: libc.syscall(321, 0, 0, 0),
    "io_uring_setup": lambda: libc.syscall(425, 1, 0),
    "kexec_load": lambda: libc.syscall(246, 0, 0, 0, 0),
    "init_module": lambda: libc.syscall(175, 0, 0, 0),
    "userfaultfd": lambda: libc.syscall(323, 0),
}
for name, attempt in tries.items():
    ctypes.set_errno(0)
    assert attempt() == -1 and ctypes.get_errno() == 1, name
try:
    socket.socket(socket.AF_VSOCK)
except PermissionError:
    print("all refused")
"""


def run_confined(profile: Path, code: str) -> str:
    """Run Python code as the worker's container would."""
    done = subprocess.run(
        [
            *("unshare", "--user", "--map-user=10001", "--map-group=10001", "--"),
            *(sys.executable, "-m", "tests.deploy.confine", str(profile)),
            *(sys.executable, "-c", code),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def read_profile() -> dict[str, Any]:
    return dict(json.loads(PROFILE.read_text()))


def test_the_jail_works_under_the_profile_without_any_capability():
    assert run_confined(PROFILE, PROBE) == "True"


def test_without_the_namespace_calls_the_jail_does_not_work(tmp_path):
    profile = read_profile()
    needed = {"unshare", "setns", "mount", "umount2", "pivot_root"}
    for rule in profile["syscalls"]:
        rule["names"] = [name for name in rule["names"] if name not in needed]
    (tmp_path / "profile.json").write_text(json.dumps(profile))
    assert run_confined(tmp_path / "profile.json", PROBE) == "False"


def test_it_refuses_what_no_worker_needs():
    assert run_confined(PROFILE, REFUSED) == "all refused"


def test_it_names_each_call_once_and_lets_only_what_it_names():
    profile = read_profile()
    names = [name for rule in profile["syscalls"] if "args" not in rule for name in rule["names"]]
    assert len(names) == len(set(names))
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {rule["action"] for rule in profile["syscalls"]} == {"SCMP_ACT_ALLOW"}
    assert all(rule["comment"] for rule in profile["syscalls"])
