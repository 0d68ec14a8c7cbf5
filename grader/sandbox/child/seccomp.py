"""The system call filter, as a BPF program built here, for x86-64.

Three answers. *Allow*: what NumPy and pure Python need once everything is loaded. *EPERM*, the
default: what an innocent program may try (open for writing, a socket, a thread), which then reads
a PermissionError. *Kill*: calls without innocent use, foreign ABIs and x32, which show as SIGSYS.
Only registers are judged, never paths or memory, because BPF cannot read those safely; 32-bit
arguments are compared as 32 bits, because the kernel ignores the upper half of them
(CVE-2019-10063 compared all 64).

The program is a tree of comparisons, not a list: when it is installed, the kernel runs it for
every call number to learn which are always allowed, which a list makes ten times as dear.
"""

import struct
from functools import lru_cache

from .syscalls import ALLOWED, KILLED, NUMBERS

_AUDIT_ARCH_X86_64 = 0xC000003E
_X32_BIT = 0x40000000
_KILL_PROCESS, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS, _ENOTTY = 1, 38, 25
# Offsets in struct seccomp_data.
_NUMBER, _ARCH = 0, 4
_LOAD, _AND, _RETURN, _JUMP = 0x20, 0x54, 0x06, 0x05
_JUMP_EQUAL, _JUMP_AT_LEAST = 0x15, 0x35
# A conditional jump's distance is one byte.
_LONGEST_JUMP = 255

_PROT_EXEC = 4
# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND and the bit that makes O_TMPFILE.
_WRITING_FLAGS = 0o3 | 0o100 | 0o1000 | 0o2000 | 0o20000000
_SIGKILL = 9
_TCGETS = 0x5401
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC. Not F_SETFL, F_SETOWN, F_SETSIG (signals
# from the kernel, SIGKILL among them) and no locks, which other runs could see on shared files.
_FCNTL_COMMANDS = (0, 1, 2, 3, 1030)

Instruction = tuple[int, int, int, int]


def _argument(index: int, *, is_upper_half: bool = False) -> int:
    return 16 + 8 * index + (4 if is_upper_half else 0)


def _allow_when_clear(index: int, mask: int) -> list[Instruction]:
    return [
        (_LOAD, 0, 0, _argument(index)),
        (_AND, 0, 0, mask),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _allow_when_in(index: int, values: tuple[int, ...], otherwise: int) -> list[Instruction]:
    body: list[Instruction] = [(_LOAD, 0, 0, _argument(index))]
    for value in values:
        body += [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
    return [*body, (_RETURN, 0, 0, _ERRNO | otherwise)]


def _signal_to_itself(pid: int, signal_index: int) -> list[Instruction]:
    """Allow signals to itself but SIGKILL: one that we did not send is then never its own."""
    return [
        (_LOAD, 0, 0, _argument(signal_index)),
        (_JUMP_EQUAL, 3, 0, _SIGKILL),
        (_LOAD, 0, 0, _argument(0)),
        (_JUMP_EQUAL, 0, 1, pid),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _only_reading_own_limits() -> list[Instruction]:
    """Allow prlimit64(0, any, NULL, any)."""
    return [
        (_LOAD, 0, 0, _argument(0)),
        (_JUMP_EQUAL, 0, 5, 0),
        (_LOAD, 0, 0, _argument(2)),
        (_JUMP_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _argument(2, is_upper_half=True)),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _checked_calls(pid: int) -> dict[str, list[Instruction]]:
    """Return the calls that are allowed for some arguments only; a body falls through to EPERM."""
    return {
        "mmap": _allow_when_clear(2, _PROT_EXEC),
        "mprotect": _allow_when_clear(2, _PROT_EXEC),
        "openat": _allow_when_clear(2, _WRITING_FLAGS),
        "open": _allow_when_clear(1, _WRITING_FLAGS),
        "ioctl": _allow_when_in(1, (_TCGETS,), _ENOTTY),
        "fcntl": _allow_when_in(1, _FCNTL_COMMANDS, _EPERM),
        "kill": _signal_to_itself(pid, 1),
        "tkill": _signal_to_itself(pid, 1),
        "tgkill": _signal_to_itself(pid, 2),
        "prlimit64": _only_reading_own_limits(),
        "clone3": [(_RETURN, 0, 0, _ERRNO | _ENOSYS)],
    }


def _answers(pid: int) -> dict[int, list[Instruction]]:
    """Return what to do by the first call number for which it holds, in order, from 0 on."""
    refused = [(_RETURN, 0, 0, _ERRNO | _EPERM)]
    killed = [(_RETURN, 0, 0, _KILL_PROCESS)]
    wanted = {NUMBERS[name]: [(_RETURN, 0, 0, _ALLOW)] for name in ALLOWED}
    wanted |= {NUMBERS[name]: killed for name in KILLED}
    wanted |= {NUMBERS[name]: body + refused for name, body in _checked_calls(pid).items()}
    answers = {0: refused}
    for number in range(max(wanted) + 2):
        answer = wanted.get(number, refused)
        if answer != answers[max(answers)]:
            answers[number] = answer
    return {**answers, _X32_BIT: killed}


def _tree(answers: list[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Return the comparisons that find the answer for the loaded call number."""
    if len(answers) == 1:
        return answers[0][1]
    middle = len(answers) // 2
    below, above = _tree(answers[:middle]), _tree(answers[middle:])
    first = answers[middle][0]
    if len(below) <= _LONGEST_JUMP:
        return [(_JUMP_AT_LEAST, len(below), 0, first), *below, *above]
    return [(_JUMP_AT_LEAST, 0, 1, first), (_JUMP, 0, 0, len(below)), *below, *above]


@lru_cache(maxsize=1)
def build_filter(pid: int) -> bytes:
    """Return the program for the process ``pid``, eight bytes an instruction."""
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JUMP_EQUAL, 1, 0, _AUDIT_ARCH_X86_64),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER),
        *_tree(list(_answers(pid).items())),
    ]
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
