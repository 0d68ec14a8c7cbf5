"""The whole service as `make run` starts it, on either database, for the length of a block."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examcenter.local.state import load_secrets
from tests.fixtures.servers import ROOT
from tests.load.stores import Store, open_store
from tests.local.processes import descendants
from tests.local.supervised import SupervisedRun, supervised

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Service:
    """A running service and what lies under it."""

    run: SupervisedRun
    store: Store
    directory: Path

    @property
    def var_dir(self) -> Path:
        """Where it keeps its state."""
        return self.directory / "var"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to work on the same data with the same secrets."""
        ours = {key: text for key, text in os.environ.items() if not key.startswith("EXAMCENTER_")}
        return {
            **ours,
            "DJANGO_SETTINGS_MODULE": "examcenter.settings",
            "EXAMCENTER_VAR_DIR": str(self.var_dir),
            **self.store.settings,
            **load_secrets(self.var_dir),
        }

    def call(self, module: str, *arguments: object) -> dict[str, Any]:
        """Run a program of ours beside the service and return the JSON of its last line."""
        done = subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, f"{module} {arguments}:\n{done.stdout}{done.stderr}"
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def cpu_s(self) -> dict[str, float]:
        """Return the processor time that the service's living processes have used, by kind."""
        found: dict[str, float] = {}
        for pid, _ in descendants(self.run.process.pid):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
                fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
            except OSError:
                continue
            kind = "web" if b"gunicorn" in words else "other"
            used_s = (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
            found[kind] = found.get(kind, 0.0) + used_s
        return found


@contextmanager
def open_service(store_name: str, directory: Path) -> Iterator[Service]:
    """Start everything on a database with the demo course and end everything afterwards."""
    var_dir = directory / "var"
    with open_store(store_name, var_dir) as store:
        store.fill()
        with supervised(var_dir, settings=store.settings) as run:
            run.wait_ready()
            yield Service(run, store, directory)
