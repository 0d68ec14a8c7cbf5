"""Landlock as a second lock: reading below the jail's root and nothing else, where it exists."""

import os
import struct

from .kernel import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# Highest file access right known to each ABI (linux/landlock.h): 13 rights, then refer, truncate,
# ioctl on devices.
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_BIND_AND_CONNECT = 3
_SCOPE_ABSTRACT_SOCKET_AND_SIGNAL = 3


def kernel_abi() -> int:
    """Return the version of the kernel's Landlock, 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, 0, 0, _VERSION_FLAG)
    except OSError:
        return 0


def restrict_to_reading(root: str) -> None:
    """Allow this process to read below ``root`` only; a kernel without Landlock is no fault.

    Everything that the kernel's Landlock can forbid is forbidden: writing, executing, TCP, and
    signals to processes outside. Needs no_new_privs.
    """
    abi = kernel_abi()
    if not abi:
        return
    handled_fs = (1 << _FS_RIGHTS[min(abi, 5)]) - 1
    attributes = struct.pack(
        "<QQQ",
        handled_fs,
        _NET_BIND_AND_CONNECT if abi >= 4 else 0,
        _SCOPE_ABSTRACT_SOCKET_AND_SIGNAL if abi >= 6 else 0,
    )
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = syscall(_CREATE_RULESET, attributes, size, 0)
    folder = os.open(root, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("<Qi", _READ_FILE | _READ_DIR, folder)
    syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0)
    syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(folder)
    os.close(ruleset)
