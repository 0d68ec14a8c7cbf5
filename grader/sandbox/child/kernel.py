"""The few system calls that Python does not wrap, by number, for x86-64 Linux."""

import ctypes
import os
from functools import lru_cache

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

_SYS_CAPGET, _SYS_CAPSET, _SYS_PRCTL, _SYS_UNSHARE, _SYS_SETNS = 125, 126, 157, 272, 308
_SYS_SECCOMP = 317
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_PDEATHSIG, _PR_GET_DUMPABLE, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 3, 4, 38
_PR_GET_NO_NEW_PRIVS = 39
_SIGKILL = 9
_PROT_READ_AND_EXEC = 5
# What the calls on capabilities read and write. Made once: in a fork, making a buffer and its type
# copies fifty pages. What is held is unknown until it was asked.
_capability_header = ctypes.create_string_buffer((0x20080522).to_bytes(4, "little") + bytes(4))
_NO_CAPABILITIES = bytes(24)
_held_capabilities = ctypes.create_string_buffer(b"\xff" * 24, 24)
_SECCOMP_SET_MODE_FILTER = 1
_CLONE_THREAD, _CLONE_NEWNS, _CLONE_NEWUTS = 0x10000, 0x20000, 0x4000000
_CLONE_NEWIPC, _CLONE_NEWPID, _CLONE_NEWNET = 0x8000000, 0x20000000, 0x40000000
# Far more than any kernel has; the first number that it does not know ends the loop.
_MANY_CAPABILITIES = 64


def make_executable(address: int, size: int) -> None:
    """Let a range of our own pages be read and executed, and no longer written."""
    if _libc.mprotect(ctypes.c_void_p(address), ctypes.c_size_t(size), _PROT_READ_AND_EXEC):
        errno = ctypes.get_errno()
        raise OSError(errno, f"mprotect: {os.strerror(errno)}")


def clone(entry: int, stack: int, flags: int) -> int:
    """Make a process that runs the machine code at ``entry``, on a stack that ends at ``stack``."""
    pid = int(_libc.clone(ctypes.c_void_p(entry), ctypes.c_void_p(stack), flags, None))
    if pid < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, f"clone: {os.strerror(errno)}")
    return pid


def syscall(number: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
    """Make a system call and return its value; raises OSError with the kernel's errno."""
    words = [
        ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments
    ]
    result = int(_libc.syscall(ctypes.c_long(number), *words))
    if result < 0:
        errno = ctypes.get_errno()
        raise OSError(errno, f"system call {number}: {os.strerror(errno)}")
    return result


def make_undumpable() -> None:
    """Forbid core dumps and every other process's ptrace and /proc access to this one."""
    syscall(_SYS_PRCTL, _PR_SET_DUMPABLE, 0, 0, 0, 0)
    if syscall(_SYS_PRCTL, _PR_GET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError("the process is still dumpable")


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends."""
    syscall(_SYS_PRCTL, _PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def forbid_new_privileges() -> None:
    """Make set-uid bits and file capabilities void for this process, for good."""
    syscall(_SYS_PRCTL, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if syscall(_SYS_PRCTL, _PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        raise OSError("no_new_privs did not stick")


def drop_capabilities() -> None:
    """Give up every capability and check that none is left."""
    syscall(_SYS_CAPSET, _capability_header, _NO_CAPABILITIES)
    syscall(_SYS_CAPGET, _capability_header, _held_capabilities)
    if _held_capabilities.raw != _NO_CAPABILITIES:
        raise OSError(f"capabilities are left: {_held_capabilities.raw.hex()}")


def empty_bounding_set() -> None:
    """Forbid this process and its children to gain any capability, whatever they hold now."""
    for number in range(_MANY_CAPABILITIES):
        try:
            syscall(_SYS_PRCTL, _PR_CAPBSET_READ, number, 0, 0, 0)
        except OSError:
            return
        syscall(_SYS_PRCTL, _PR_CAPBSET_DROP, number, 0, 0, 0)


def require_single_thread() -> None:
    """Check that this process has one thread, native ones counted; raises OSError.

    Without /proc: the kernel refuses to unshare a thread group unless it has one member, and does
    nothing when it has.
    """
    syscall(_SYS_UNSHARE, _CLONE_THREAD)


def take_fresh_namespaces() -> None:
    """Take network, IPC objects and host name anew, and a pid namespace for the next forks.

    The first fork becomes the first process of the pid namespace. Needs CAP_SYS_ADMIN.
    """
    syscall(_SYS_UNSHARE, _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS)


def put_children_in_pid_namespace_of(pidfd: int) -> None:
    """Let the next fork land in the pid namespace of another process; needs CAP_SYS_ADMIN."""
    syscall(_SYS_SETNS, pidfd, _CLONE_NEWPID)


def take_own_mounts() -> None:
    """Leave the mount namespace that the parent is in; needs CAP_SYS_ADMIN."""
    syscall(_SYS_UNSHARE, _CLONE_NEWNS)


@lru_cache(maxsize=1)
def prepare_filter(program: bytes) -> tuple[ctypes.Array[ctypes.c_char], bytes]:
    """Return a seccomp program (eight bytes an instruction) in memory, and where it is."""
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: unsigned short count, padding, pointer.
    count, address = len(program) // 8, ctypes.addressof(buffer)
    return buffer, count.to_bytes(8, "little") + address.to_bytes(8, "little")


def install_filter(program: bytes) -> None:
    """Install a seccomp program on this single-threaded process."""
    _, fprog = prepare_filter(program)
    syscall(_SYS_SECCOMP, _SECCOMP_SET_MODE_FILTER, 0, fprog)
