"""The filter, run by a small BPF machine: every system call and every argument that it judges."""

import struct

import pytest

from grader.sandbox.child.seccomp import build_filter
from grader.sandbox.child.syscalls import ALLOWED, KILLED, NUMBERS

PID = 2
ALLOW, KILL, EPERM, ENOTTY, ENOSYS = 0x7FFF0000, 0x80000000, 0x50001, 0x50019, 0x50026
X86_64, I386 = 0xC000003E, 0x40000003
PROGRAM = build_filter(PID)


def answer(number: int, *arguments: int, arch: int = X86_64) -> int:
    """Return what the filter answers to a system call, as the kernel would compute it."""
    padded = [argument & (2**64 - 1) for argument in arguments] + [0] * (6 - len(arguments))
    data = struct.pack("<IIQ6Q", number, arch, 0, *padded)
    code = list(struct.iter_unpack("<HBBI", PROGRAM))
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif operation == 0x54:
            accumulator &= value
        elif operation == 0x15:
            at += if_true if accumulator == value else if_false
        elif operation == 0x35:
            at += if_true if accumulator >= value else if_false
        else:
            assert operation == 0x06
            return int(value)


def call(name: str, *arguments: int) -> int:
    """Return what the filter answers to a system call by name."""
    return answer(NUMBERS[name], *arguments)


def test_every_number_has_one_answer_and_the_default_is_refusal():
    named = set(NUMBERS.values())
    for number in range(600):
        if number not in named:
            assert answer(number) == EPERM, number
    assert all(call(name) == ALLOW for name in ALLOWED)
    assert all(call(name) == KILL for name in KILLED)


@pytest.mark.parametrize("number", [41, 42, 56, 57, 58, 59, 322, 319, 29, 157, 91, 82, 87])
def test_sockets_processes_programs_and_changes_to_files_are_refused(number: int):
    assert answer(number) == EPERM


@pytest.mark.parametrize("name", ["getpid", "ptrace", "read"])
def test_foreign_numberings_end_the_process(name: str):
    assert answer(NUMBERS[name] | 0x40000000) == KILL
    assert answer(NUMBERS[name], arch=I386) == KILL


def test_memory_is_never_executable():
    assert call("mmap", 0, 4096, 3) == ALLOW
    assert call("mmap", 0, 4096, 7) == EPERM
    assert call("mprotect", 0, 4096, 1) == ALLOW
    assert call("mprotect", 0, 4096, 5) == EPERM
    assert answer(329, 0, 4096, 5, 0) == EPERM


@pytest.mark.parametrize("flags", [0o1, 0o2, 0o100, 0o1000, 0o2000, 0o20200000, 0o1 | 1 << 40])
def test_files_open_for_reading_only(flags: int):
    # O_RDONLY, O_CLOEXEC, O_DIRECTORY
    assert call("openat", -100, 0, 0o2200000) == ALLOW
    assert call("open", 0, 0o2000000) == ALLOW
    assert call("openat", -100, 0, flags) == EPERM
    assert call("open", 0, flags) == EPERM


def test_signals_go_to_itself_only_and_never_kill():
    assert call("kill", PID, 15) == ALLOW
    assert call("kill", PID, 9) == EPERM
    # The kernel reads both arguments as 32-bit numbers; the upper half must not matter.
    assert call("kill", PID, 9 | 1 << 32) == EPERM
    for target in (1, 0, -1, PID + 1):
        assert call("kill", target, 15) == EPERM
    assert call("tgkill", PID, PID, 6) == ALLOW
    assert call("tgkill", PID, PID, 9) == EPERM
    assert call("tgkill", 1, 1, 6) == EPERM
    assert call("tkill", PID, 6) == ALLOW


def test_limits_may_be_read_and_never_set():
    assert call("prlimit64", 0, 7, 0, 0x7FFF00000000) == ALLOW
    assert call("prlimit64", 0, 7, 0x7FFF00000000, 0) == EPERM
    assert call("prlimit64", 0, 7, 0x1000, 0) == EPERM
    assert call("prlimit64", 1, 7, 0, 0x1000) == EPERM


def test_other_commands_on_descriptors_are_refused():
    assert call("ioctl", 0, 0x5401) == ALLOW
    # TIOCSTI, also with the bit that fooled filters comparing all 64 (CVE-2019-10063).
    assert call("ioctl", 0, 0x5412) == ENOTTY
    assert call("ioctl", 0, 0x5412 | 1 << 32) == ENOTTY
    assert call("fcntl", 0, 3) == ALLOW
    for command in (4, 5, 6, 7, 8, 10, 1031, 1033):
        assert call("fcntl", 0, command) == EPERM


def test_clone3_does_not_exist():
    assert call("clone3") == ENOSYS
