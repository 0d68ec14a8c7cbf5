"""A student's pages with a million answers in the table, on both databases."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.registry import Row, bench
from tests.fixtures.servers import ROOT, PostgresServer
from tests.load.walk import grown_steps

_N_RESPONSES = 1_000_000


@bench
def million_responses() -> Iterator[Row]:
    """The queries of each step, before and after, and what they read from end to end."""
    for store in ("sqlite", "postgresql"):
        with (
            tempfile.TemporaryDirectory(prefix="examcenter-million-") as directory,
            _database(store, Path(directory)) as url,
        ):
            told = _walk(url, directory)
        print(json.dumps(told))
        name = f"million responses, {store}"
        yield Row(f"{name}: responses", told["n_responses"], "", at_least=_N_RESPONSES)
        grown = grown_steps(told["small"], told["large"])
        yield Row(f"{name}: steps with more queries", len(grown), "", at_most=0)
        yield Row(f"{name}: steps that read a table whole", len(told["scans"]), "", at_most=0)
        for step in ("home", "exam", "question", "save"):
            yield Row(f"{name}: {step}", told["ms"][step], "ms")


def _walk(url: str, directory: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.growing", str(_N_RESPONSES)],
        cwd=ROOT,
        env={**os.environ, "EXAMCENTER_DATABASE_URL": url, "EXAMCENTER_VAR_DIR": directory},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=1800,
        check=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _database(store: str, directory: Path) -> Iterator[str]:
    if store == "sqlite":
        yield f"sqlite://{directory / 'million.sqlite3'}"
        return
    server = PostgresServer()
    try:
        yield server.create_database("million")
    finally:
        server.stop()
