"""Brings the whole service up on one machine, watches it, and takes all of it down again.

    python -m examcenter.local.supervisor [--stop-with-parent]

PORT chooses the port, EXAMCENTER_VAR_DIR the directory of the state. Nothing of Django is loaded
here: everything that could fail in it fails in a child, whose log is then shown.
"""

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from examcenter.local import child, readiness, services
from examcenter.local.address import read_port, require_free
from examcenter.local.console import Console
from examcenter.local.errors import LocalError
from examcenter.local.redis_server import RedisServer
from examcenter.local.service import Service, describe_end
from examcenter.local.state import load_secrets, only_run, prepare_directory

READY_S = 120.0
_STOP_S = 10.0
_SWEEP_S = 5.0
_PAUSE_S = 0.2


class _StopRequested(BaseException):
    """Somebody asked the run to end."""


class Supervisor:
    """One run from the first step to the last process."""

    def __init__(self, plan: services.Plan, console: Console) -> None:
        self.plan = plan
        self.console = console
        self._redis: Service | None = None
        self._services: list[Service] = []
        self._logins = ""
        self._is_stopping = False
        self._is_hurried = False

    def run(self) -> int:
        """Run until somebody stops it or something vital ends; return the exit code."""
        child.adopt_orphans()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        # `nohup` has the closing of the terminal ignored, and so it stays.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._on_signal)
        code = 0
        try:
            self._start()
            self._watch()
        except _StopRequested:
            self.console.say("Stopping ...")
        except LocalError as error:
            print_error(error)
            code = 1
        finally:
            self._is_stopping = True
            self._stop_all()
        self.console.say("Stopped; no process is left." if not code else "Stopped.")
        return code

    def _start(self) -> None:
        started_at = datetime.now(UTC)
        if not os.environ.get("EXAMCENTER_BROKER_URL"):
            self._start_redis()
        self._step("migrate", "Preparing the database", "manage.py", "migrate", "--noinput")
        seeding = "Publishing the question bank and the demo course"
        self._logins = self._step("seed_demo", seeding, "-m", "examcenter.local.demo")
        self.console.say("Starting the web server, the worker and the scheduler ...")
        self._services = [
            Service(services.web(self.plan), "web server", is_needed_to_start=True),
            Service(services.worker(self.plan), "worker"),
            Service(services.beat(self.plan), "scheduler"),
        ]
        for service in self._services:
            service.start()
        self._await_ready(started_at)

    def _start_redis(self) -> None:
        log_path = self.plan.var_dir / "log" / "redis.log"
        server = RedisServer.start(self.plan.var_dir / "redis", log_path=log_path)
        self._redis = Service(
            server.command, "Redis server", process=server.process, launch=server.start_again
        )
        self.plan = self.plan.with_environment(EXAMCENTER_BROKER_URL=server.url)
        self.console.say(f"Redis runs on port {server.port} of {services.HOST}.")

    def _step(self, name: str, title: str, *arguments: str) -> str:
        """Run one command to its end and return what it printed."""
        command = self.plan.command(name, *arguments)
        command.log_path.unlink(missing_ok=True)
        process = child.start(command, cwd=services.ROOT)
        while process.poll() is None:
            self.console.wait(f"{title} ...")
            time.sleep(_PAUSE_S)
        if process.returncode:
            raise LocalError(
                f"{title.lower()}: `python {' '.join(arguments)}` "
                f"{describe_end(process.returncode)}:\n{child.tail(command.log_path)}",
                fix=f"the whole output is {command.log_path}",
            )
        self.console.say(f"{title}: done.")
        return command.log_path.read_text(encoding="utf-8", errors="replace")

    def _await_ready(self, started_at: datetime) -> None:
        deadline = time.monotonic() + READY_S
        while True:
            self._watch_once()
            found = readiness.ask(self.plan.address, since=started_at)
            if found.is_ready or found.is_only_grading_missing:
                break
            if time.monotonic() > deadline:
                logs = "".join(
                    f"\n  {service.command.log_path} ends:\n{child.tail(service.command.log_path)}"
                    for service in self._services
                )
                raise LocalError(
                    f"not ready after {READY_S:.0f} s: {'; '.join(found.problems)}{logs}",
                    fix="the first problem named above is the one to solve",
                )
            self.console.wait(f"Waiting for: {', '.join(found.names)} ...")
            time.sleep(_PAUSE_S)
        self.console.say("Ready." if found.is_ready else "Ready, but for the grading of code.")
        self.console.show(self._welcome(found))

    def _welcome(self, found: readiness.Readiness) -> str:
        lines = ["", f"  The Exam Center is at {self.plan.address}  Sign in as", ""]
        lines += [
            f"    {line.removeprefix(services.LOGIN_MARK)}"
            for line in self._logins.splitlines()
            if line.startswith(services.LOGIN_MARK)
        ]
        lines += ["", f"  For programs: {self.plan.address}api/v1/docs/, with the token in"]
        lines += [f"    {self.plan.var_dir / services.TOKEN_FILE}"]
        if not found.is_ready:
            lines += ["", "  Code is not graded; it is kept and waits until this is solved:"]
            lines += [f"    {problem}" for problem in found.problems]
        lines += ["", f"  Ctrl-C stops it. Its data and logs stay in {self.plan.var_dir}", ""]
        return "\n".join(lines)

    def _watch(self) -> None:
        for service in self._services:
            service.is_needed_to_start = False
        while True:
            self._watch_once()
            time.sleep(_PAUSE_S)

    def _watch_once(self) -> None:
        for service in (*([self._redis] if self._redis else ()), *self._services):
            event = service.watch()
            if event:
                self.console.say(event)

    def _stop_all(self) -> None:
        """End everything: asked first, then killed, Redis last, then whoever is left."""
        for service in self._services:
            service.ask_to_stop()
        deadline = time.monotonic() + _STOP_S
        while any(service.is_running() for service in self._services):
            if self._is_hurried or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        for service in self._services:
            service.kill()
        if self._redis is not None:
            self._redis.stop(patience_s=_STOP_S)
        self._sweep()

    def _sweep(self) -> None:
        """Kill what is still a descendant; as adopter of orphans we see every one of them."""
        deadline = time.monotonic() + _SWEEP_S
        while time.monotonic() < deadline:
            left = child.children_of(os.getpid())
            if not left:
                return
            for pid in left:
                child.kill(pid)
            child.reap()
            time.sleep(0.02)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._is_stopping:
            self._is_hurried = True
            return
        self._is_stopping = True
        raise _StopRequested


def main(arguments: list[str]) -> int:
    """Run the service until it is stopped."""
    if "--stop-with-parent" in arguments:
        child.die_with_parent(signal.SIGTERM, os.getppid())
    console = Console()
    var_dir = Path(os.environ.get("EXAMCENTER_VAR_DIR") or services.ROOT / "var").resolve()
    try:
        refuse_production()
        port = read_port(os.environ.get("PORT", ""))
        prepare_directory(var_dir)
        plan = services.Plan(var_dir, port, environment={})
        with only_run(var_dir, address=plan.address) as was_cut_short:
            # After a crash the old web server may need a moment to go.
            require_free(services.HOST, port, patience_s=_STOP_S if was_cut_short else 0)
            plan = plan.with_environment(
                EXAMCENTER_VAR_DIR=str(var_dir), PYTHONUNBUFFERED="1", **load_secrets(var_dir)
            )
            return Supervisor(plan, console).run()
    except LocalError as error:
        print_error(error)
        return 1


def refuse_production() -> None:
    """Embedded defaults and production's rules do not mix."""
    if os.environ.get("EXAMCENTER_PRODUCTION", "").strip():
        raise LocalError(
            "EXAMCENTER_PRODUCTION is set, and this is the run for one person on one machine",
            fix="unset EXAMCENTER_PRODUCTION, or deploy as docs/deployment.md says",
        )


def print_error(error: LocalError) -> None:
    """Say what is wrong and what to do, on the error stream."""
    sys.stdout.flush()
    sys.stderr.write(f"\nThe Exam Center cannot run: {error}\nFix: {error.fix}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
