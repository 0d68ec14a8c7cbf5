"""The supervisor's side of one run: fork, clocks, the kill from outside, the evidence.

Nothing here trusts the child. Both clocks are read from the kernel by the child's pid, and the
end is what ``wait4`` told pid 1 of the jail. A child may do anything with its descriptors; the
worst it reaches is the wrong verdict for itself.
"""

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from math import ceil

from grader.sandbox import evidence
from grader.sandbox.child import framing, zygote
from grader.sandbox.errors import SandboxBroken
from grader.sandbox.evidence import Ending
from grader.sandbox.jail import Jail, pid_of, poll_in
from grader.sandbox.model import Limits
from grader.sandbox.pipes import Ended, Pipes

_READY_TIMEOUT_S, _END_TIMEOUT_S = 20.0, 10.0
# How long a child may take to leave after its last answer, or after closing its result pipe.
_LEAVE_S = 0.25
# Single-threaded (it cannot clone), so it cannot use more CPU than time passes: sleeping until
# the earliest possible moment of a limit is exact. The upper bound is for surprises only.
_LONGEST_SLEEP_S, _SHORTEST_SLEEP_S = 0.25, 0.001
_REPORT = "see `python -m grader.sandbox --self-test` and the worker's log."


class Session:
    """One child in one jail, from fork to burial."""

    def __init__(self, jail: Jail, limits: Limits, *, is_ahead: bool = False) -> None:
        """Order a fork and return at once; one that is ahead of need waits, fenced, for a run."""
        self.jail, self.limits = jail, limits
        self._control = jail.control
        self._pipes = Pipes(limits)
        self._ended: bytes | None = None
        self._started, self._cpu_offset_s, self._cpu_s = time.monotonic(), 0.0, 0.0
        self._baseline_rss_kib, self._n_oom_kills = 0, 0
        self._pidfd, self._status, self._is_patient, self._has_left = -1, -1, False, False
        self._pid: int | None = None
        # Called while the child answers the last calls.
        self.when_waiting: Callable[[], None] | None = None
        if not is_ahead:
            # Before a limit of the group changes under it.
            jail.await_burial()
        try:
            if jail.group is not None:
                jail.group.limit_memory(limits.memory_bytes)
            body = zygote.RUN_BODY.pack(ceil(limits.cpu_s), limits.memory_bytes, is_ahead)
            socket.send_fds(self._control, [zygote.RUN + body], self._pipes.theirs)
            self._pipes.close_theirs()
            self._pipes.watch(self._control.fileno())
        except BaseException:
            self.close()
            raise

    def adopt(self, limits: Limits) -> bool:
        """Take another run's limits before the start, if the child's fence fits them."""
        mine = ceil(self.limits.cpu_s), self.limits.memory_bytes
        if mine != (ceil(limits.cpu_s), limits.memory_bytes):
            return False
        self.limits = limits
        self._pipes.adopt(limits)
        return True

    def await_ready(self) -> None:
        """Wait until the child is fenced; both clocks start there. Raises SandboxBroken.

        Before its READY it has read nothing, so what that says is our own code's word.
        """
        if self._pidfd < 0:
            self._await_child()
        try:
            frame = self._next_frame(time.monotonic() + _READY_TIMEOUT_S, is_ready=False)
        except Ended as ended:
            raise SandboxBroken(f"The child was not fenced ({ended.cause}).", _REPORT) from ended
        cursor = framing.Cursor(frame.payload)
        if frame.kind != framing.READY:
            raise SandboxBroken(f"The child could not be fenced: {cursor.text()}", _REPORT)
        self._baseline_rss_kib = cursor.u64()
        self._cpu_offset_s = cursor.u64() / 1e9
        self._started = time.monotonic()

    def _await_child(self) -> None:
        self.jail.await_burial()
        self._control.settimeout(_READY_TIMEOUT_S)
        message, fds, _, _ = socket.recv_fds(self._control, zygote.MESSAGE_BYTES, 1)
        if message != zygote.CHILD or len(fds) != 1:
            raise SandboxBroken(f"The jail could not fork: {self.jail.read_log()}", _REPORT)
        self._pidfd = fds[0]
        # One that has its source may have ended by now; what it used comes with the report of that.
        self._pid = pid_of(self._pidfd)

    def send_source(self, data: bytes) -> None:
        """Send what the child reads when it is fenced, and what wakes one that waits.

        The first calls follow without waiting for an answer. Raises SandboxBroken for a child that
        died waiting: nobody holds the other end of its requests any more.
        """
        if self.jail.group is not None:
            self._n_oom_kills = self.jail.group.n_oom_kills()
        self._pipes.send(data, is_last=False)
        if self._pipes.is_refused:
            raise SandboxBroken("The child ended while it waited for its run.", _REPORT)

    def send_first(self, batch: bytes, *, is_last: bool, is_patient: bool) -> None:
        """Send the calls that enter together with the source, if any; see ``send``."""
        self._is_patient = is_patient
        self._pipes.send(batch, is_last=is_last)

    def send(self, batch: bytes, *, is_last: bool, is_patient: bool) -> None:
        """Send requests that the child may read together, the ones before being answered.

        With patience, answers are looked for now and then until the child rings or shuts them.
        Raises Ended when the child has said more than it was asked for.
        """
        self._pipes.read_result()
        # A request answered before it was read: only "no room for it" is, and that ends the run.
        if self._pipes.has_rest() or not self._pipes.is_sent():
            raise Ended("unasked_answer")
        self.send_first(batch, is_last=is_last, is_patient=is_patient)

    def expect_end(self) -> None:
        """Do now, while the child answers the last calls, what would be in the way afterwards."""
        if self._pid is not None:
            self._status = evidence.open_status(self._pid)
        if self.when_waiting is not None:
            self.when_waiting()

    def receive(self, at_most: int) -> tuple[list[framing.Frame], float]:
        """Return the answers that have come, one at least and no more than are expected.

        With them comes what the CPU clock showed when none of them was there. Raises Ended when
        the child ended, broke the protocol or reached a limit.
        """
        frames = [self._next_frame(self._started + self.limits.wall_s)]
        before_s = self._cpu_s
        while len(frames) < at_most and self._pipes.has_frame():
            frame = self._pipes.next_frame()
            assert frame is not None
            frames.append(frame)
        return frames, before_s

    def end(self, cause: str) -> Ending:
        """End the child if it still lives, wait for it and return the evidence.

        An empty ``cause`` means that everything was answered: the child may shut its answers, but
        must not say another word. One that does is killed and not waited for.
        """
        wall_s = time.monotonic() - self._started
        cause = cause or self._let_it_leave()
        if not cause and self._ended is None and not self._pipes.is_result_open():
            ending = self._leave_behind(wall_s)
            if ending is not None:
                return ending
        if self._ended is None:
            self._kill()
            self._await_end(_END_TIMEOUT_S)
        if not self._ended or self._ended[:1] != zygote.ENDED:
            is_killed = self._has_memory_run_out()
            return Ending("jail_died", 0, self._cpu_s, wall_s, 0, has_memory_run_out=is_killed)
        with suppress(Ended):
            self._pipes.read_stdout()
        status, user_s, system_s, peak_kib = zygote.ENDED_BODY.unpack(self._ended[1:])
        cpu_s = max(user_s + system_s - self._cpu_offset_s, 0.0)
        peak = max(peak_kib - self._baseline_rss_kib, 0) * 1024
        # The kernel's way of ending a process that finds no memory; asking for it takes a while.
        is_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        has_run_out = is_killed and self._has_memory_run_out()
        return Ending(cause, status, cpu_s, wall_s, peak, has_memory_run_out=has_run_out)

    def is_over(self) -> bool:
        """Return whether the zygote has reported the end of the child, or will before the next."""
        return bool(self._ended) or self._has_left

    def _has_memory_run_out(self) -> bool:
        group = self.jail.group
        return group is not None and group.n_oom_kills() > self._n_oom_kills

    def close(self) -> None:
        """Close every descriptor of this session."""
        self._pipes.close()
        for fd in (self._pidfd, self._status):
            if fd >= 0:
                os.close(fd)
        self._pidfd, self._status = -1, -1

    def read_stdout(self) -> bytes:
        """Return all that was kept of what was printed until now; raises Ended at a flood.

        The child flushes its output before it answers, so what belongs to the answers received so
        far is in there.
        """
        self._pipes.read_stdout()
        return self._pipes.stdout_bytes()

    def stdout_bytes(self) -> bytes:
        """Return what was kept of the child's standard output and error."""
        return self._pipes.stdout_bytes()

    def cpu_s(self) -> float:
        """Return the CPU time used since READY, as the kernel counts it."""
        # Once the child is reaped its clock is gone; the last reading stays.
        if self._pid is not None:
            with suppress(OSError):
                self._cpu_s = evidence.read_cpu_s(self._pid) - self._cpu_offset_s
        return self._cpu_s

    def _let_it_leave(self) -> str:
        """Wait a moment until no further answer can come; return a cause if one did."""
        self._pipes.close_request()
        deadline = time.monotonic() + _LEAVE_S
        try:
            while self._ended is None and self._pipes.is_result_open():
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    break
                if self._pipes.wait(ceil(left_s * 1000)):
                    self._read_control()
            self._pipes.drain_result()
        except Ended as ended:
            return ended.cause
        return "unasked_answer" if self._pipes.has_rest() else ""

    def _leave_behind(self, wall_s: float) -> Ending | None:
        """Take the evidence from a child that lives, kill it, and leave its burial to the zygote.

        Return None for one that died, whose own end is the evidence, and where that cannot be told:
        a process gives up its memory before its descriptors, so who has memory now had not died
        when its answers were shut.
        """
        peak_kib = evidence.read_peak_kib(self._status)
        cpu_s = self.cpu_s()
        if peak_kib is None or poll_in(self._pidfd, 0):
            return None
        with suppress(Ended):
            self._pipes.read_stdout()
        self._kill()
        self._has_left = self.jail.has_burial = True
        peak = max(peak_kib - self._baseline_rss_kib, 0) * 1024
        return Ending("", 0, max(cpu_s, 0.0), wall_s, peak)

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _next_frame(self, deadline: float, *, is_ready: bool = True) -> framing.Frame:
        """Serve all pipes until an answer is complete; raises Ended.

        ``is_ready`` says whether the CPU clock is running.
        """
        while True:
            if self._ended is not None:
                self._pipes.drain_result()
            frame = self._pipes.next_frame()
            if frame is not None:
                return frame
            if self._ended is not None:
                raise Ended("exited" if self._ended else "jail_died")
            if not self._pipes.is_result_open():
                # Most have died, which will be reported; one that only closed it is killed.
                self._await_end(_LEAVE_S)
                if self._ended is None and not poll_in(self._pidfd, 0):
                    raise Ended("closed_result")
                if self._ended is None:
                    self._await_end(_END_TIMEOUT_S)
                raise Ended("exited" if self._ended else "jail_died")
            sleep_s = self._until_a_limit(deadline, is_ready=is_ready)
            if self._pipes.wait(ceil(sleep_s * 1000), is_patient=is_ready and self._is_patient):
                self._read_control()

    def _until_a_limit(self, deadline: float, *, is_ready: bool) -> float:
        """Return how long it is safe to sleep; raises Ended when a limit is reached."""
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise Ended("wall")
        if is_ready:
            cpu_left_s = self.limits.cpu_s - self.cpu_s()
            if cpu_left_s <= 0:
                raise Ended("cpu")
            left_s = min(left_s, cpu_left_s)
        return min(max(left_s, _SHORTEST_SLEEP_S), _LONGEST_SLEEP_S)

    def _await_end(self, timeout_s: float) -> None:
        self._control.settimeout(timeout_s)
        self._read_control()

    def _read_control(self) -> None:
        """Take the zygote's report of the end; an empty one means that the jail died."""
        try:
            self._ended = self._control.recv(zygote.MESSAGE_BYTES)
        except TimeoutError:
            return
        except ConnectionError:
            self._ended = b""
