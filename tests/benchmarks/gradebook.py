"""The gradebook of a large exam: 500 students, 40 questions; and the proof of a long log."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.benchmarks.registry import Row, bench
from tests.fixtures.servers import ROOT

# By step the name of the row, and the seconds that it may take.
_STEPS = {
    "page": ("gradebook 500 x 40: page", 1.0),
    "by question": ("gradebook 500 x 40: sorted by question", 1.0),
    "preview": ("gradebook 500 x 40: preview of a decision", 1.0),
    "csv": ("gradebook 500 x 40: CSV of grades", 3.0),
    "xlsx": ("gradebook 500 x 40: XLSX of grades", 3.0),
    "verify": ("audit log: 100,000 entries verified", 10.0),
}


@bench
def gradebook() -> Iterator[Row]:
    """What a teacher waits for, and 100,000 entries of the audit log verified."""
    with tempfile.TemporaryDirectory(prefix="examcenter-gradebook-") as directory:
        done = subprocess.run(
            [sys.executable, "-m", "tests.load.gradebook"],
            cwd=ROOT,
            env={
                **os.environ,
                "EXAMCENTER_DATABASE_URL": f"sqlite://{directory}/db.sqlite3",
                "EXAMCENTER_VAR_DIR": directory,
                "EXAMCENTER_LOG_LEVEL": "WARNING",
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            timeout=900,
            check=True,
        )
    told = dict(json.loads(done.stdout.splitlines()[-1]))
    for step, (name, goal_s) in _STEPS.items():
        yield Row(name, told[step], "s", at_most=goal_s)
