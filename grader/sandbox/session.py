"""The supervisor's side of one run: pipes, clocks, caps, the kill from outside.

Nothing here trusts the child. Reads are non-blocking and capped, writes never wait for a reader,
both clocks are read from the kernel by the child's pid, and the end is what ``wait4`` told pid 1
of the jail. A child may do anything with its descriptors; the worst it reaches is the wrong
verdict for itself.
"""

import os
import select
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from math import ceil

from grader.sandbox.child import framing, zygote
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.jail import Jail
from grader.sandbox.model import MIB, Limits

# Printing is innocent up to here; beyond, the run ends at once.
FLOOD_BYTES = MIB
_READY_TIMEOUT_S = 20.0
_END_TIMEOUT_S = 10.0
# How long a child may take to leave after its last answer.
_LEAVE_S = 0.25
# Single-threaded (it cannot clone), so it cannot use more CPU than time passes: sleeping until
# the earliest possible moment of a limit is exact. The bound is for surprises only.
_LONGEST_SLEEP_S, _SHORTEST_SLEEP_S = 0.25, 0.001
_CHUNK = 256 * 1024


class Ended(Exception):
    """The exchange is over; ``cause`` says why: one of the codes in ``verdict``."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class Ending:
    """Kernel evidence of how a child ended, and our own reason if we ended it."""

    cause: str
    status: int
    cpu_s: float
    wall_s: float
    peak_memory_bytes: int


class Session:
    """One child in one jail, from fork to burial."""

    def __init__(self, jail: Jail, limits: Limits) -> None:
        self._jail, self._limits = jail, limits
        self._reader = framing.FrameReader(limits.result_bytes)
        self._pending = memoryview(b"")
        self._ended: bytes | None = None
        self._stdout, self._n_stdout = bytearray(), 0
        self._is_result_open = self._is_stdout_open = True
        self._started = time.monotonic()
        self._cpu_offset_s, self._cpu_s, self._baseline_rss = 0.0, 0.0, 0
        self._pidfd = -1
        self._request = self._result = self._out = -1
        self._poller = select.poll()
        try:
            self._fork()
        except BaseException:
            self.close()
            raise

    def _fork(self) -> None:
        request_read, self._request = os.pipe()
        self._result, result_write = os.pipe()
        self._out, out_write = os.pipe()
        theirs = [request_read, result_write, out_write]
        try:
            body = zygote.RUN_BODY.pack(ceil(self._limits.cpu_s), self._limits.memory_bytes)
            socket.send_fds(self._jail.control, [zygote.RUN + body], theirs)
        finally:
            for fd in theirs:
                os.close(fd)
        self._jail.control.settimeout(_READY_TIMEOUT_S)
        message, fds, _, _ = socket.recv_fds(self._jail.control, zygote.MESSAGE_BYTES, 1)
        if message != zygote.CHILD or len(fds) != 1:
            raise SandboxBroken(
                f"The jail could not fork: {self._jail.read_log()}", "see the worker's log."
            )
        self._pidfd = fds[0]
        # Linux: per-process CPU clock of any pid, from the outside (CPUCLOCK_SCHED).
        self._cpu_clock = (~_pid_of(self._pidfd) << 3) | 2
        for fd in (self._request, self._result, self._out):
            os.set_blocking(fd, False)
        for readable in (self._result, self._out, self._jail.control.fileno()):
            self._poller.register(readable, select.POLLIN)

    def await_ready(self) -> None:
        """Wait until the child is fenced, then start both clocks; raises SandboxBroken."""
        try:
            frame = self._next_frame(time.monotonic() + _READY_TIMEOUT_S, check_cpu=False)
        except Ended as ended:
            raise SandboxBroken(
                f"The child was not fenced ({ended.cause}).", "see the worker's log."
            ) from ended
        cursor = framing.Cursor(frame.payload)
        if frame.kind != framing.READY:
            raise SandboxBroken(f"The child could not be fenced: {cursor.text()}", "see above.")
        cursor.u64()
        self._baseline_rss = cursor.u64()
        self._cpu_offset_s = self._read_cpu_clock()
        self._started = time.monotonic()

    def exchange(self, kind: int, sequence: int, payload: bytes) -> framing.Frame:
        """Send one request and return its answer.

        Raises Ended when the child ended, broke the protocol or reached a limit.
        """
        self._read_result()
        if self._reader.has_rest():
            raise Ended("unasked_answer")
        self._pending = memoryview(framing.pack_frame(kind, sequence, payload))
        self._poller.register(self._request, select.POLLOUT)
        frame = self._next_frame(self._started + self._limits.wall_s, check_cpu=True)
        self._read_stdout()
        if self._pending or frame.sequence != sequence:
            raise Ended("unasked_answer")
        return frame

    def end(self, cause: str) -> Ending:
        """End the child if it still lives, wait for it and return the evidence.

        An empty ``cause`` means that everything was answered: the child may leave by itself, but
        must not say another word.
        """
        wall_s = time.monotonic() - self._started
        if not cause:
            self._close_request()
            try:
                self._next_frame(time.monotonic() + _LEAVE_S, check_cpu=True)
                cause = "unasked_answer"
            except Ended as ended:
                is_fine = ended.cause in ("exited", "wall", "closed_result")
                cause = "" if is_fine and not self._reader.has_rest() else ended.cause
        if self._ended is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        deadline = time.monotonic() + _END_TIMEOUT_S
        while self._ended is None and time.monotonic() < deadline:
            self._jail.control.settimeout(_END_TIMEOUT_S)
            self._read_control()
        if self._ended is None or self._ended[:1] != zygote.ENDED:
            return Ending("jail_died", 0, self._cpu_s, wall_s, 0)
        with suppress(Ended):
            self._read_stdout()
        status, user_s, system_s, peak_kib = zygote.ENDED_BODY.unpack(self._ended[1:])
        cpu_s = max(user_s + system_s - self._cpu_offset_s, 0.0)
        peak = max(peak_kib - self._baseline_rss, 0) * 1024
        return Ending(cause, status, cpu_s, wall_s, peak)

    def close(self) -> None:
        """Close every descriptor of this session."""
        self._close_request()
        for fd in (self._result, self._out, self._pidfd):
            if fd >= 0:
                os.close(fd)
        self._result = self._out = self._pidfd = -1

    def stdout_bytes(self) -> bytes:
        """Return what was kept of the child's standard output and error."""
        return bytes(self._stdout)

    def cpu_s(self) -> float:
        """Return the CPU time used since READY, as the kernel counts it."""
        with suppress(OSError):
            self._cpu_s = self._read_cpu_clock() - self._cpu_offset_s
        return self._cpu_s

    def _next_frame(self, deadline: float, *, check_cpu: bool) -> framing.Frame:
        """Serve all pipes until a frame is complete; raises Ended."""
        while True:
            frame = self._complete_frame()
            if frame is not None:
                return frame
            if self._ended is not None:
                self._drain_result()
                frame = self._complete_frame()
                if frame is not None:
                    return frame
                raise Ended("exited" if self._ended else "jail_died")
            left = deadline - time.monotonic()
            if check_cpu:
                cpu_left = self._limits.cpu_s - self.cpu_s()
                if cpu_left <= 0:
                    raise Ended("cpu")
                left = min(left, cpu_left) if left > 0 else left
            if left <= 0:
                raise Ended("wall")
            sleep_s = min(max(left, _SHORTEST_SLEEP_S), _LONGEST_SLEEP_S)
            self._serve(ceil(sleep_s * 1000))

    def _serve(self, timeout_ms: int) -> None:
        """Wait for events once and handle each."""
        for fd, _ in self._poller.poll(timeout_ms):
            if fd == self._out:
                self._read_stdout()
            elif fd == self._result:
                self._read_result()
                if not self._is_result_open:
                    self._await_end_of_closer()
            elif fd == self._request:
                self._write_request()
            else:
                self._read_control()

    def _complete_frame(self) -> framing.Frame | None:
        try:
            return self._reader.next()
        except framing.FrameTooLong as error:
            raise Ended("result_size") from error
        except framing.FrameError as error:
            raise Ended("malformed_answer") from error

    def _write_request(self) -> None:
        try:
            sent = os.write(self._request, self._pending[:_CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError:
            # It closed its end; whether that matters shows in its answer or its end.
            self._poller.unregister(self._request)
            return
        self._pending = self._pending[sent:]
        if not self._pending:
            self._poller.unregister(self._request)

    def _read_result(self) -> None:
        """Read what there is, once; raises Ended when it cannot be a frame of ours."""
        if not self._is_result_open:
            return
        try:
            data = os.read(self._result, _CHUNK)
        except BlockingIOError:
            return
        if not data:
            self._is_result_open = False
            self._poller.unregister(self._result)
            return
        try:
            self._reader.feed(data)
        except framing.FrameTooLong as error:
            raise Ended("result_size") from error
        except framing.FrameError as error:
            raise Ended("malformed_answer") from error

    def _drain_result(self) -> None:
        while self._is_result_open and self._reader.is_hungry():
            before = self._reader.n_bytes
            self._read_result()
            if self._reader.n_bytes == before:
                return

    def _await_end_of_closer(self) -> None:
        """Give a child that closed its result pipe a moment to end, so that its end is seen."""
        if self._ended is None and self._reader.is_hungry():
            self._jail.control.settimeout(_LEAVE_S)
            self._read_control()
            if self._ended is None:
                raise Ended("closed_result")

    def _read_stdout(self) -> None:
        """Read all there is, keep the first part, raise Ended at a flood."""
        while self._is_stdout_open:
            try:
                data = os.read(self._out, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._is_stdout_open = False
                with suppress(KeyError):
                    self._poller.unregister(self._out)
                return
            self._n_stdout += len(data)
            room = self._limits.stdout_bytes - len(self._stdout)
            self._stdout += data[: max(room, 0)]
            if self._n_stdout > max(FLOOD_BYTES, self._limits.stdout_bytes):
                raise Ended("stdout")

    def _read_control(self) -> None:
        """Take the zygote's report of the end; an empty one means that the jail died."""
        if self._ended is not None:
            return
        try:
            self._ended = self._jail.control.recv(zygote.MESSAGE_BYTES)
        except TimeoutError:
            return
        except ConnectionError:
            self._ended = b""
        with suppress(KeyError):
            self._poller.unregister(self._jail.control.fileno())

    def _read_cpu_clock(self) -> float:
        return time.clock_gettime(self._cpu_clock)

    def _close_request(self) -> None:
        if self._request >= 0:
            with suppress(KeyError):
                self._poller.unregister(self._request)
            os.close(self._request)
            self._request = -1


def _pid_of(pidfd: int) -> int:
    """Return the pid that a pidfd stands for, in our own namespace."""
    with open(f"/proc/self/fdinfo/{pidfd}") as lines:
        for line in lines:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    raise SandboxBroken("The kernel does not name a pidfd's process.", "use Linux 5.4 or newer.")
