"""A program for whoever works on it: ``tests.load.trial sqlite 10 10``: students, seconds."""

import sys
import tempfile
from pathlib import Path

from tests.load.run import Plan, run_crowd
from tests.load.service import open_service


def main(arguments: list[str]) -> None:
    """Let a crowd loose on a fresh service and print what it met."""
    name, n_students, save_s = arguments[0], int(arguments[1]), float(arguments[2])
    plan = Plan(n_students, save_s, must_finish="finish" in arguments)
    with (
        tempfile.TemporaryDirectory(prefix="examcenter-load-") as directory,
        open_service(name, Path(directory)) as service,
    ):
        sys.stdout.write(run_crowd(service, plan).to_text() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
