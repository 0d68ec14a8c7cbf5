"""Runs the services of docker-compose.yml as they are written, on this machine.

Only addresses and directories are mapped: the database's and the broker's host names to local
servers, port 8000 and the image's directories to free ones. Everything of ours sees only the
packages of the production image, and the worker is confined as in its container.
"""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from examcenter.local.redis_server import find_free_port
from tests.deploy import compose
from tests.fixtures.servers import ROOT, Running, start, wait_until

HOST_NAME = "exam.example.org"
VARIABLES = {
    "EXAMCENTER_SECRET_KEY": "3f0123456789abcdef" * 4,
    "EXAMCENTER_VARIANT_SECRET": "5afedcba9876543210" * 4,
    "POSTGRES_PASSWORD": "7b" * 16,
    "REDIS_PASSWORD": "9c" * 16,
    "EXAMCENTER_HOST": HOST_NAME,
}
_PACKAGES_ONLY = ROOT / "tests" / "deploy" / "production_packages"
_CONFINED = (
    *("unshare", "--user", "--map-user=10001", "--map-group=10001", "--"),
    *(sys.executable, "-m", "tests.deploy.confine"),
)


@dataclass(frozen=True)
class Answer:
    """What the web server said."""

    status: int
    headers: Mapping[str, str]
    body: str


class Stack:
    """The services, started one by one under a directory."""

    def __init__(self, directory: Path, *, postgres_port: int) -> None:
        self.directory = directory
        self.services = compose.read_services(VARIABLES)
        self.web_port = find_free_port()
        self._redis_port = find_free_port()
        self._postgres_port = postgres_port
        self._running: dict[str, Running] = {}
        self._mapped = {
            "postgres:5432": f"127.0.0.1:{postgres_port}",
            "redis:6379": f"127.0.0.1:{self._redis_port}",
            # The port is what these two leave to their default.
            "redis-server ": f"redis-server --port {self._redis_port} ",
            "redis-cli ": f"redis-cli -p {self._redis_port} ",
            "0.0.0.0:8000": f"127.0.0.1:{self.web_port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.web_port}",
            "/tmp": str(directory / "tmp"),
            "/data": str(directory / "data"),
            "/var/lib/examcenter": str(directory / "state"),
            "/srv/examcenter/staticfiles": str(directory / "staticfiles"),
        }
        for name in ("tmp", "data", "state"):
            (directory / name).mkdir()

    def start(self, name: str) -> Running:
        """Start a service's own command."""
        argv = self._map_all(self.services[name].command)
        if name == "worker":
            argv = [*_CONFINED, str(self._seccomp_profile(name)), *argv]
        running = start(
            argv, log_path=self.directory / f"{name}.log", environment=self.environment(name)
        )
        self._running[name] = running
        return running

    def run(self, name: str, *argv: str, timeout_s: float = 180) -> str:
        """Run a command in a service's environment to its end; return its output."""
        done = subprocess.run(
            self._map_all(argv or self.services[name].command),
            cwd=ROOT,
            env={**os.environ, **self.environment(name)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout_s,
        )
        assert done.returncode == 0, f"{name}: {argv}:\n{done.stdout}"
        return done.stdout

    def wait_healthy(self, name: str, *, timeout_s: float = 240) -> None:
        """Wait until the service's own health check succeeds."""
        running = self._running[name]

        def is_healthy() -> bool:
            assert running.process.poll() is None, f"{name} ended:\n{running.log}"
            try:
                self.run(name, *self.services[name].health_command, timeout_s=60)
            except (AssertionError, subprocess.TimeoutExpired):
                return False
            return True

        wait_until(
            is_healthy,
            what=f"the health check of {name}",
            timeout_s=timeout_s,
            on_failure=lambda: running.log[-5000:],
        )

    def environment(self, name: str) -> dict[str, str]:
        """Return what the service's container would find, mapped to this machine."""
        found = {
            key: self._map(value)
            for key, value in self.services[name].environment.items()
            if key != "PATH"
        }
        found["HOSTNAME"] = socket.gethostname()
        found |= {"PGHOST": "127.0.0.1", "PGPORT": str(self._postgres_port)}
        # Redis comes from a package of its own, ours from the environment of the tests.
        found["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        if self.services[name].is_ours:
            found["PYTHONPATH"] = str(_PACKAGES_ONLY)
            found["RUNTIME_LOCK"] = str(ROOT / "requirements" / "runtime.txt")
        return found

    def ask(self, path: str, *, is_https: bool = True) -> Answer:
        """Ask the web server as the TLS proxy would."""
        headers = {"Host": HOST_NAME, **({"X-Forwarded-Proto": "https"} if is_https else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.web_port}{path}", headers=headers)
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=30) as response:
                return Answer(response.status, dict(response.headers), response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())

    def log_of(self, name: str) -> str:
        """Return what a service has written."""
        return self._running[name].log

    def pid_of(self, name: str) -> int:
        """Return a service's process id."""
        return self._running[name].process.pid

    def stop(self) -> None:
        """End every service, the last started first."""
        for running in reversed(self._running.values()):
            running.stop()

    def _seccomp_profile(self, name: str) -> Path:
        (option,) = [
            text for text in self.services[name].raw["security_opt"] if text.startswith("seccomp=")
        ]
        return compose.local_path(option.removeprefix("seccomp="))

    def _map(self, text: str) -> str:
        for theirs, ours in self._mapped.items():
            text = text.replace(theirs, ours)
        return text

    def _map_all(self, argv: "tuple[str, ...] | list[str]") -> list[str]:
        return [self._map(word) for word in argv]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Let the test see the redirect itself."""
