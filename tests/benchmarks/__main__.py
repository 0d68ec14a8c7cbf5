"""Runs the measurements on a database and a Redis of their own: ``tests.benchmarks [WORD]``."""

import json
import logging
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

from examcenter.local.redis_server import RedisServer
from tests.benchmarks.registry import BENCHES, Row

ROOT = Path(__file__).resolve().parent.parent.parent
RESULT = ROOT / "var" / "bench.json"


def main(arguments: list[str]) -> int:
    """Print a table, write var/bench.json; return 1 for a missed goal or a failed measurement."""
    # Whoever ends it, the servers that it started are ended and their files removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    word = arguments[0] if arguments else ""
    with (
        tempfile.TemporaryDirectory(prefix="examcenter-bench-") as directory,
        RedisServer.start(Path(directory) / "redis") as redis,
    ):
        _set_up(Path(directory), broker_url=redis.url)
        chosen = {name: run for name, run in BENCHES.items() if word in name}
        if not chosen:
            print(f"no measurement has {word!r} in its name; there are: {', '.join(BENCHES)}")
            return 2
        rows: list[Row] = []
        failed = []
        print(f"{'':<44} {'value':>10} {'unit':<6} {'goal':>9}")
        for name, run in chosen.items():
            try:
                for row in run():
                    rows.append(row)
                    print(row.to_text(), flush=True)
            except Exception:
                traceback.print_exc()
                failed.append(name)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([row.to_json() for row in rows], indent=2) + "\n")
    missed = [row.name for row in rows if not row.is_good]
    for text, names in (("goal missed", missed), ("failed", failed)):
        if names:
            print(f"{text}: {', '.join(names)}")
    return int(bool(missed or failed))


def _set_up(directory: Path, *, broker_url: str) -> None:
    """Make an empty service below a directory and publish the bank in it."""
    os.environ["EXAMCENTER_VAR_DIR"] = str(directory)
    os.environ["EXAMCENTER_BROKER_URL"] = broker_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "examcenter.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from questions.services import publish_bank

    publish_bank()
    # Importable only now; each registers its measurements.
    from tests.benchmarks import (  # noqa: F401
        api,
        authoring,
        bank,
        chaos,
        end_to_end,
        exam_load,
        grade_export,
        gradebook,
        grading,
        layers,
        long_queue,
        million_responses,
        practice,
        rosters,
        same_verdict,
        sandbox,
        two_workers,
    )

    # What the judge says of each grading would hide the table.
    logging.getLogger("grader").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
