"""Starts one bubblewrap jail around a zygote and stops it: command line, sockets, processes."""

import os
import select
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from types import TracebackType
from typing import IO, Self

from grader.sandbox.child import zygote
from grader.sandbox.config import jail_uid
from grader.sandbox.errors import JailRefused, SandboxBroken
from grader.sandbox.groups import Group, open_group
from grader.sandbox.runtime import Runtime, hold_runtime

# A cold start takes 0.15 s; a machine so loaded that it takes this long is not fit to grade.
START_TIMEOUT_S = 30.0
_STOP_TIMEOUT_S = 10.0
_LOG_BYTES = 4096
_CURE = "run `python -m grader.sandbox --self-test`, which names causes."

# One thread: two double the processor time of importing NumPy, and a child that may not clone
# would hang in its first matrix product while BLAS rebuilds its pool.
_ENVIRONMENT = {
    "LD_LIBRARY_PATH": "/lib",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}
_BOOT = (
    "import sys; sys.path += ['/packages', '/harness']; "
    "from child.zygote import main; main({control}, is_warm={is_warm})"
)


def find_bubblewrap() -> str:
    """Return the path of ``bwrap``; raises SandboxBroken when it is not installed."""
    path = shutil.which("bwrap")
    if path is None:
        raise SandboxBroken(
            "bubblewrap is not installed: there is no program bwrap in the PATH.",
            "apt-get install bubblewrap",
        )
    return path


def command_line(bubblewrap: str, runtime: Runtime, control_fd: int, *, is_warm: bool) -> list[str]:
    """Return the whole command that starts a jail; nothing is added to it anywhere else."""
    # To make each child's namespaces and to forbid capabilities for good; over the jail's own user
    # namespace only. No child keeps them.
    kept = ("--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_SETPCAP") if is_warm else ()
    command = [
        bubblewrap,
        # Every namespace is named: --unshare-all only tries for a user namespace.
        *("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--hostname", "sandbox"),
        # The zygote is pid 1 itself: a bwrap left there shows the launcher's environment and may
        # be ptraced by the payload.
        *("--as-pid-1", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *kept,
        # Nothing but the two trees: no /proc, no /dev, no /tmp, no place to write.
        *("--ro-bind", str(runtime.root), "/", "--ro-bind", str(runtime.harness), "/harness"),
        *("--remount-ro", "/", "--chdir", "/", "--clearenv"),
    ]
    for name, value in _ENVIRONMENT.items():
        command += ["--setenv", name, value]
    python = ["/python/bin/python3", "-I", "-S", "-B", "-X", "utf8", "-X", "frozen_modules=on"]
    return [*command, *python, "-c", _BOOT.format(control=control_fd, is_warm=is_warm)]


class Jail:
    """A running jail whose zygote has said hello; use it as a context manager.

    A warm one serves any number of runs, one at a time, a cold one serves one. A stopgap is a cold
    one where a warm one was wanted and could not be had; its tier says so.
    """

    def __init__(self, *, is_warm: bool, is_stopgap: bool = False) -> None:
        self._is_stopgap = is_stopgap
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._init_pidfd: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.group: Group | None = None
        # A child was killed whose end has not been reported yet.
        self.has_burial = False
        self._holds: list[int] = []
        try:
            bubblewrap = find_bubblewrap()
            runtime, self._holds = hold_runtime()
            command = command_line(bubblewrap, runtime, theirs.fileno(), is_warm=is_warm)
            self._process = _spawn(command, theirs.fileno())
            theirs.close()
            self._init_pidfd = self._await_hello()
            zygote_pid = pid_of(self._init_pidfd)
            if zygote_pid is None:
                raise SandboxBroken("The zygote ended as soon as it had started.", _CURE)
            # Nothing of a student's has been in there, and every later fork stays in the group.
            self.group = open_group(zygote_pid)
        except BaseException:
            theirs.close()
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def tier(self) -> str:
        """Which isolation this jail has, as it is stored with every grade."""
        tier = "namespaces+cgroup" if self.group else "namespaces"
        return f"{tier}, cold" if self._is_stopgap else tier

    def is_alive(self) -> bool:
        """Return whether its pid 1 still runs."""
        return self._init_pidfd is not None and not poll_in(self._init_pidfd, 0)

    def await_burial(self) -> None:
        """Wait for the end of the child that was killed, if there is one; raises SandboxBroken.

        One that ended by anything but our signal has done something in its last moment.
        """
        if not self.has_burial:
            return
        self.control.settimeout(_STOP_TIMEOUT_S)
        report = self.control.recv(zygote.MESSAGE_BYTES)
        if report[:1] != zygote.ENDED:
            raise SandboxBroken("The end of the last child was not reported.", _CURE)
        status = zygote.ENDED_BODY.unpack(report[1:])[0]
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise SandboxBroken(f"A child that should wait ended: wait status {status}.", _CURE)
        self.has_burial = False

    def abandon(self) -> None:
        """Forget, in a forked process, the jail of the parent: close our copies, end nothing."""
        self.control.close()
        if self._init_pidfd is not None:
            os.close(self._init_pidfd)
            self._init_pidfd = None
        if self._process is not None:
            # Not our child: there is nothing to wait for.
            self._process.returncode = 0
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None
        if self.group is not None:
            self.group.close()
            self.group = None
        self._let_go()

    def read_log(self) -> str:
        """Return what bubblewrap and the zygote wrote to standard error so far, cut."""
        if self._process is None or self._process.stdout is None:
            return ""
        return _read_available(self._process.stdout)

    def stop(self) -> None:
        """End every process of the jail and wait until the kernel has removed them all.

        Killing pid 1 of a pid namespace kills the namespace, and its end is not reported before
        every other process in it is gone.
        """
        if self._init_pidfd is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)
            poll_in(self._init_pidfd, _STOP_TIMEOUT_S)
            os.close(self._init_pidfd)
            self._init_pidfd = None
        self.control.close()
        if self._process is not None:
            if self._process.poll() is None:
                self._end_process(self._process)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None
        if self.group is not None:
            self.group.remove()
            self.group = None
        self._let_go()

    def _let_go(self) -> None:
        for hold in self._holds:
            os.close(hold)
        self._holds = []

    def _end_process(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            # --die-with-parent takes the rest down with it.
            process.kill()
            process.wait(_STOP_TIMEOUT_S)

    def _await_hello(self) -> int:
        is_ready = poll_in(self.control.fileno(), START_TIMEOUT_S)
        if is_ready:
            message, fds, _, _ = socket.recv_fds(self.control, zygote.MESSAGE_BYTES, 1)
            if message == zygote.HELLO and len(fds) == 1:
                return fds[0]
        log = self._last_words()
        said = f": {log}" if log else " and said nothing"
        if is_ready:
            raise JailRefused(f"The jail did not start{said}.", _CURE)
        raise SandboxBroken(
            f"The jail was not ready after {START_TIMEOUT_S:.0f} s{said}.",
            "give the machine more processor time or fewer workers.",
        )

    def _last_words(self) -> str:
        if self._process is None:
            return ""
        deadline = time.monotonic() + 1.0
        while self._process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.read_log()


def _spawn(command: list[str], control_fd: int) -> subprocess.Popen[bytes]:
    uid = jail_uid()
    # As root: become the service user first, or the payload would be host uid 0.
    is_root = os.geteuid() == 0
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            # The jail's own log; a child's output goes elsewhere.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={},
            cwd="/",
            pass_fds=(control_fd,),
            start_new_session=True,
            umask=0o077,
            user=uid if is_root else None,
            group=uid if is_root else None,
            extra_groups=[] if is_root else None,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxBroken(
            f"bubblewrap could not be started as uid {uid}: {error}.",
            "let the worker run as root with CAP_SETUID and CAP_SETGID, or as an ordinary user.",
        ) from error


def poll_in(fd: int, timeout_s: float) -> bool:
    """Return whether a descriptor becomes readable (a pidfd: whether its process ends) in time."""
    poller = select.poll()
    poller.register(fd, select.POLLIN)
    return bool(poller.poll(timeout_s * 1000))


def pid_of(pidfd: int) -> int | None:
    """Return the pid that a pidfd stands for, in our own namespace; None for one that has ended.

    Raises SandboxBroken where the kernel does not say.
    """
    handle = os.open(f"/proc/self/fdinfo/{pidfd}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        _, _, rest = os.read(handle, _LOG_BYTES).partition(b"\nPid:")
    finally:
        os.close(handle)
    if not rest:
        raise SandboxBroken(
            "The kernel does not name a pidfd's process.", "use Linux 5.4 or newer."
        )
    pid = int(rest.split(None, 1)[0])
    # -1 is one that has ended; as a clock's pid it would mean this very process.
    return pid if pid > 0 else None


def _read_available(stream: IO[bytes]) -> str:
    os.set_blocking(stream.fileno(), False)
    parts = bytearray()
    with suppress(BlockingIOError):
        while len(parts) < _LOG_BYTES:
            data = os.read(stream.fileno(), _LOG_BYTES)
            if not data:
                break
            parts += data
    return parts.decode("utf-8", "replace").strip()
