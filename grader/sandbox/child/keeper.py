"""The keeper of a cell: pid 1 of its namespace, a process that holds nothing and sleeps for ever.

It shares the zygote's memory, so making and ending one copies and takes down no page table, which
costs ten times as much as all that a keeper does. Two processes cannot run one Python, so what it
runs are six system calls in machine code, for x86-64 as the filter is: close every descriptor, die
with the parent, give up every capability, forbid new privileges, sleep; and end when one of them is
refused. Nobody can make it do anything else: it reads nothing, its memory is not dumpable, and no
child inherits the page with its code.
"""

import ctypes
import mmap
import signal
import struct

from . import kernel

_SYS_CLOSE_RANGE, _SYS_PRCTL, _SYS_CAPSET, _SYS_PAUSE, _SYS_EXIT = 436, 157, 126, 34, 231
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CAPABILITY_VERSION_3 = 0x20080522
_CLONE_VM = 0x100
_REFUSED = 74
# mov rdi/rsi/rdx/r10/r8, imm64; mov eax, imm32; syscall; test eax, eax; jz and jmp, both short.
_MOVE_ARGUMENT = (b"\x48\xbf", b"\x48\xbe", b"\x48\xba", b"\x49\xba", b"\x49\xb8")
_MOVE_NUMBER, _SYSCALL = b"\xb8", b"\x0f\x05"
_TEST, _JUMP_IF_ZERO, _JUMP = b"\x85\xc0", b"\x74", b"\xeb"


class Nursery:
    """Where keepers come from: a page of code, and a page of stack for the one at a time."""

    def __init__(self) -> None:
        self._pages = mmap.mmap(-1, 2 * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        start = ctypes.addressof(ctypes.c_char.from_buffer(self._pages))
        # Versions and process of the header of capset, then its empty sets.
        words = struct.pack("<II", _CAPABILITY_VERSION_3, 0) + bytes(24)
        code = _program(start, start + 8)
        self._pages[: len(words) + len(code)] = words + code
        self._pages.madvise(mmap.MADV_DONTFORK)
        kernel.make_executable(start, mmap.PAGESIZE)
        self._entry, self._stack = start + len(words), start + 2 * mmap.PAGESIZE

    def make(self) -> int:
        """Make a keeper, in the pid namespace that is for the next fork; return its pid."""
        return kernel.clone(self._entry, self._stack, _CLONE_VM | signal.SIGCHLD)


def _program(header: int, sets: int) -> bytes:
    sleep = _call(_SYS_PAUSE)
    refused = _call(_SYS_EXIT, _REFUSED)
    calls = (
        _call(_SYS_CLOSE_RANGE, 0, 0xFFFFFFFF, 0),
        _call(_SYS_PRCTL, _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0),
        _call(_SYS_CAPSET, header, sets),
        _call(_SYS_PRCTL, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
    )
    is_done = _TEST + _JUMP_IF_ZERO + bytes((len(refused),))
    return b"".join(call + is_done + refused for call in calls) + (
        sleep + _JUMP + struct.pack("<b", -len(sleep) - 2)
    )


def _call(number: int, *arguments: int) -> bytes:
    moves = (
        move + struct.pack("<Q", argument)
        for move, argument in zip(_MOVE_ARGUMENT, arguments, strict=False)
    )
    return b"".join(moves) + _MOVE_NUMBER + struct.pack("<I", number) + _SYSCALL
