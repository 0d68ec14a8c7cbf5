"""One real run of the supervisor, started and watched from a test."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from examcenter.local import child
from examcenter.local.redis_server import find_free_port
from tests.fixtures.servers import ROOT, wait_until
from tests.local.processes import Identity, descendants, marked, still_there

READY_S = 150


class SupervisedRun:
    """A supervisor process with its output, its port and a mark that all its children inherit."""

    def __init__(
        self, var_dir: Path, *, port: int | None = None, settings: Mapping[str, str] = {}
    ) -> None:
        self.mark = f"EXAMCENTER_TEST_MARK={uuid.uuid4()}"
        self.port = port or find_free_port()
        self.output_path = var_dir.parent / f"output-{self.mark[-6:]}.txt"
        name, _, value = self.mark.partition("=")
        environment = {key: text for key, text in os.environ.items() if key[:11] != "EXAMCENTER_"}
        parent = os.getpid()
        with self.output_path.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "examcenter.local.supervisor"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={
                    **environment,
                    **settings,
                    "EXAMCENTER_VAR_DIR": str(var_dir),
                    "PORT": str(self.port),
                    name: value,
                },
                start_new_session=True,
                preexec_fn=lambda: child.die_with_parent(signal.SIGTERM, parent),
            )
        self.seen: set[Identity] = set()

    @property
    def output(self) -> str:
        """What it has printed so far."""
        return self.output_path.read_text()

    def wait_ready(self) -> None:
        """Wait until it says where it is."""
        wait_until(
            lambda: self.output.count("Ctrl-C stops it") or self.process.poll() is not None,
            what="the run to be ready",
            timeout_s=READY_S,
            on_failure=lambda: self.output,
        )
        assert self.process.poll() is None, self.output

    def ask(self, path: str) -> tuple[int, str]:
        """Return status and body of a page."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=60
            ) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def readiness(self) -> dict[str, Any]:
        """Return the JSON of /readyz."""
        return dict(json.loads(self.ask("/readyz")[1]))

    def find(self, pattern: str) -> list[int]:
        """Return the ids of the supervisor's own children whose command line matches."""
        found = []
        for pid in child.children_of(self.process.pid):
            # A process may end between being listed and being read.
            with suppress(FileNotFoundError, ProcessLookupError):
                command = Path(f"/proc/{pid}/cmdline").read_bytes()
                if re.search(pattern.encode(), command):
                    found.append(pid)
        return found

    def remember_processes(self) -> None:
        """Note every process below the supervisor; the jail's carry no mark."""
        self.seen |= descendants(self.process.pid)

    def end(self, number: signal.Signals, *, timeout_s: float = 120) -> int:
        """Send a signal and return the exit code."""
        self.remember_processes()
        self.process.send_signal(number)
        return self.process.wait(timeout_s)

    def left_behind(self) -> list[str]:
        """Return what still runs although it should not."""
        return marked(self.mark) + still_there(self.seen)


@contextmanager
def supervised(
    var_dir: Path, *, port: int | None = None, settings: Mapping[str, str] = {}
) -> Iterator[SupervisedRun]:
    """Run a supervisor for the length of a block; whatever the test did, it is ended."""
    run = SupervisedRun(var_dir, port=port, settings=settings)
    try:
        yield run
    finally:
        if run.process.poll() is None:
            run.process.terminate()
            try:
                run.process.wait(120)
            except subprocess.TimeoutExpired:
                run.process.kill()
                run.process.wait()
