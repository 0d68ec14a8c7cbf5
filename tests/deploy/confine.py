"""Runs a command as the worker's container does: no capability, our seccomp filter, no new rights.

    unshare --user --map-user=10001 -- python -m tests.deploy.confine PROFILE COMMAND ...

The namespace gives an ordinary user id without any capability, whoever starts the tests. The
filter is loaded through libseccomp, as the engine's runtime does it.
"""

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Any

_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_COMPARE_EQUAL = 4
_ACTIONS = {"SCMP_ACT_ALLOW": _ALLOW}
_UNKNOWN = -1
_PR_SET_NO_NEW_PRIVS = 38


class _Comparison(ctypes.Structure):
    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("second_value", ctypes.c_uint64),
    )


def load_profile(path: Path) -> int:
    """Load a profile in the engine's format into the kernel; return its number of rules."""
    profile = json.loads(path.read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO", profile["defaultAction"]
    library = _library()
    context = library.seccomp_init(_ERRNO | int(profile["defaultErrnoRet"]))
    assert context, "libseccomp gave no filter"
    n_rules = 0
    for rule in profile["syscalls"]:
        comparisons = [_comparison(argument) for argument in rule.get("args", [])]
        array = (_Comparison * len(comparisons))(*comparisons)
        for name in rule["names"]:
            number = library.seccomp_syscall_resolve_name(name.encode())
            assert number != _UNKNOWN, f"{name}: no system call of this libseccomp"
            code = library.seccomp_rule_add_array(
                context, _ACTIONS[rule["action"]], number, len(comparisons), array
            )
            assert code == 0, f"{name}: {os.strerror(-code)}"
            n_rules += 1
    code = library.seccomp_load(context)
    assert code == 0, f"seccomp_load: {os.strerror(-code)}"
    library.seccomp_release(context)
    return n_rules


def capabilities() -> str:
    """Return this process's effective capabilities as the kernel prints them."""
    status = Path("/proc/self/status").read_text()
    return status.split("CapEff:")[1].split()[0]


def _comparison(argument: dict[str, Any]) -> _Comparison:
    assert argument["op"] == "SCMP_CMP_EQ", argument["op"]
    return _Comparison(int(argument["index"]), _COMPARE_EQUAL, int(argument["value"]), 0)


def _library() -> Any:
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_init.argtypes = [ctypes.c_uint32]
    library.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    library.seccomp_rule_add_array.argtypes = [
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
        ctypes.POINTER(_Comparison),
    ]
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_release.argtypes = [ctypes.c_void_p]
    return library


def main(profile: str, command: list[str]) -> None:
    """Confine this process and become the command."""
    assert os.geteuid() != 0, "expected an ordinary user"
    assert int(capabilities(), 16) == 0, f"expected no capability, found {capabilities()}"
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    load_profile(Path(profile))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
