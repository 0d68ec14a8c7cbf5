"""A course's grades as a file: 100,000 rows in the memory that 10,000 take."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.registry import Row, bench
from tests.fixtures.servers import ROOT

_SMALL, _LARGE = 1_000, 10_000


@bench
def grade_export() -> Iterator[Row]:
    """Stream the grades of ten exams, of a thousand students and of ten thousand."""
    told = {}
    with tempfile.TemporaryDirectory(prefix="examcenter-grades-") as directory:
        for size in (_SMALL, _LARGE):
            _run(Path(directory), "fill", str(size))
            told[size] = json.loads(_run(Path(directory), "stream").splitlines()[-1])
    small, large = told[_SMALL], told[_LARGE]
    yield Row("grade export: rows", large["rows"], "", at_least=100_000)
    yield Row("grade export: 100,000 rows", large["s"], "s")
    yield Row("grade export: peak memory of the process", large["peak_bytes"] / 2**20, "MiB")
    ratio = large["peak_bytes"] / small["peak_bytes"]
    yield Row("grade export: peak memory, 100,000 rows / 10,000", ratio, "", at_most=1.1)


def _run(directory: Path, *words: str) -> str:
    """Run the program on the database in the directory, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.grade_export", *words],
        cwd=ROOT,
        env={
            **os.environ,
            "EXAMCENTER_DATABASE_URL": f"sqlite://{directory / 'db.sqlite3'}",
            "EXAMCENTER_VAR_DIR": str(directory),
            "EXAMCENTER_LOG_LEVEL": "WARNING",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=900,
        check=True,
    )
    return done.stdout
